// The shapes that the people API sends, as far as the page reads them. Ids are strings.

export type Id = string;

export interface User {
  id: Id;
  username: string;
  global_name: string | null;
  bot?: boolean;
}

export interface Person extends User {
  locale: string;
}

export interface Member {
  user: User;
  nick: string | null;
  roles: Id[];
}

export interface Role {
  id: Id;
  name: string;
  color: number;
  position: number;
  managed: boolean;
  hoist: boolean;
}

export const ChannelType = {
  text: 0,
  direct: 1,
  publicThread: 11,
  privateThread: 12,
} as const;

export interface Channel {
  id: Id;
  type: number;
  name?: string;
  topic?: string | null;
  position?: number;
  parent_id?: Id | null;
  guild_id?: Id;
  permissions?: string;
  last_message_id: Id | null;
  owner_id?: Id;
  message_count?: number;
  thread_metadata?: { archived: boolean; locked: boolean };
}

export interface Guild {
  id: Id;
  name: string;
  owner_id: Id;
  roles: Role[];
  channels: Channel[];
  members: Member[];
  permissions: string;
  upload_bytes: number;
}

export interface Attachment {
  id: Id;
  filename: string;
  title?: string;
  size: number;
  url: string;
  content_type?: string;
  description?: string;
  width?: number;
  height?: number;
  flags?: number;
}

export interface Emoji {
  id?: Id | null;
  name: string;
  animated?: boolean;
}

export interface Reaction {
  emoji: Emoji;
  count: number;
  me: boolean;
}

export interface EmbedMedia {
  url: string;
  width?: number | null;
  height?: number | null;
}

export interface Embed {
  title?: string;
  description?: string;
  url?: string;
  color?: number | null;
  timestamp?: string;
  author?: { name: string; url?: string; icon_url?: string };
  footer?: { text: string; icon_url?: string };
  image?: EmbedMedia;
  thumbnail?: EmbedMedia;
  fields?: { name: string; value: string; inline?: boolean }[];
}

export interface Media {
  id: Id;
  url: string;
  content_type?: string;
  width?: number | null;
  height?: number | null;
}

export const Kind = {
  row: 1,
  button: 2,
  stringSelect: 3,
  textInput: 4,
  userSelect: 5,
  roleSelect: 6,
  mentionableSelect: 7,
  channelSelect: 8,
  section: 9,
  text: 10,
  thumbnail: 11,
  gallery: 12,
  file: 13,
  separator: 14,
  container: 17,
  label: 18,
  fileUpload: 19,
  radioGroup: 21,
  checkboxGroup: 22,
  checkbox: 23,
} as const;

export interface SelectOption {
  label: string;
  value: string;
  description?: string;
  emoji?: Emoji;
  default: boolean;
}

// One type for all components: which fields are there depends on `type` (see `Kind`).
export interface Component {
  type: number;
  id: number;
  custom_id?: string;
  components?: Component[];
  component?: Component;
  accessory?: Component;
  // button
  style?: number;
  label?: string | null;
  emoji?: Emoji;
  url?: string;
  disabled?: boolean;
  // select, groups, text input, file upload
  placeholder?: string | null;
  min_values?: number;
  max_values?: number;
  options?: SelectOption[];
  default_values?: { id: Id; type: string }[];
  channel_types?: number[];
  min_length?: number;
  max_length?: number;
  value?: string | null;
  required?: boolean;
  default?: boolean;
  // text, thumbnail, gallery, file, separator, container, label
  content?: string;
  description?: string | null;
  media?: Media;
  items?: { media: Media; description?: string | null; spoiler?: boolean }[];
  file?: Media;
  name?: string | null;
  size?: number | null;
  divider?: boolean;
  spacing?: number;
  accent_color?: number | null;
  spoiler?: boolean;
}

export const MessageType = {
  default: 0,
  pinned: 6,
  threadCreated: 18,
  reply: 19,
  command: 20,
  threadStarter: 21,
  contextCommand: 23,
} as const;

export const MessageFlag = {
  ephemeral: 1 << 6,
  loading: 1 << 7,
} as const;

export interface Message {
  id: Id;
  channel_id: Id;
  guild_id?: Id;
  type: number;
  content: string;
  author: User;
  mentions: User[];
  mention_roles: Id[];
  mention_everyone: boolean;
  attachments: Attachment[];
  embeds: Embed[];
  components: Component[];
  timestamp: string;
  edited_timestamp: string | null;
  flags: number;
  pinned: boolean;
  reactions?: Reaction[];
  message_reference?: { channel_id: Id; message_id?: Id };
  referenced_message?: Message | null;
  interaction?: { id: Id; name: string; user: User };
  interaction_metadata?: { id: Id; user: User };
  thread?: Channel;
}

export const OptionType = {
  subcommand: 1,
  group: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
} as const;

export interface Choice {
  name: string;
  name_localized?: string;
  value: string | number;
}

export interface CommandOption {
  type: number;
  name: string;
  name_localized: string;
  description: string;
  description_localized: string;
  required?: boolean;
  autocomplete?: boolean;
  choices?: Choice[];
  options?: CommandOption[];
  channel_types?: number[];
  min_value?: number;
  max_value?: number;
  min_length?: number;
  max_length?: number;
}

export const CommandType = { slash: 1, user: 2, message: 3 } as const;

export interface Command extends Omit<CommandOption, "type"> {
  id: Id;
  type: number;
}

export interface ModalData {
  custom_id: string;
  title: string;
  components: Component[];
}

export interface Outcome {
  id: Id;
  channel_id: Id;
  state: "waiting" | "failed" | "thinking" | "answered" | "updated" | "noted" | "modal" | "choices";
  message: Message | null;
  modal: ModalData | null;
  choices: Choice[];
  error: string | null;
}

// What `d` holds depends on `t`; `world.ts` reads it.
export interface Happening {
  t: string;
  s: number;
  at: number;
  d: Record<string, unknown>;
}
