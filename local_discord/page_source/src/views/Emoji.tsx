// One emoji; keycaps are drawn by us, for no font that comes along has them and few machines do.
const KEYCAP = /^([0-9#*])\uFE0F?\u20E3$/u;

export function Emoji({ name }: { name: string }) {
  const key = KEYCAP.exec(name)?.[1];
  if (key === undefined) return <span class="emoji">{name}</span>;
  return (
    <span class="emoji keycap" data-key={key}>
      <span>{name}</span>
    </span>
  );
}
