// The emoji that the picker offers, each with the words one looks for it by, English and French.

export interface Listed {
  readonly emoji: string;
  readonly words: string;
}

const SOURCE = `
1️⃣ one un 1|2️⃣ two deux 2|3️⃣ three trois 3|4️⃣ four quatre 4|5️⃣ five cinq 5|6️⃣ six 6
7️⃣ seven sept 7|8️⃣ eight huit 8|9️⃣ nine neuf 9|🔟 ten dix 10|🔁 repeat again autre
👍 thumbsup yes oui pouce|👎 thumbsdown no non|❤️ heart coeur|🔥 fire feu|🎉 tada party fête|👏 clap bravo
😂 joy laugh rire|😄 smile sourire|🙂 slight_smile|😉 wink clin|😍 heart_eyes amour|🥰 love amour|😎 cool lunettes
🤔 thinking hmm pense|😮 open_mouth oh|😱 scream peur|😢 cry triste|😭 sob pleure|😡 angry colère|😴 sleep dormir
🙏 pray merci thanks|💪 muscle fort|👀 eyes yeux regarde|🤝 handshake accord|✌️ victory paix|🤞 fingers_crossed chance
👋 wave salut|🙌 raised_hands|🫶 heart_hands|💯 hundred cent|✅ check fait done|❌ cross x|❓ question|❗ exclamation
⭐ star étoile|🌟 glowing_star|✨ sparkles brille|⚡ zap éclair|💡 idea idée ampoule|🚀 rocket fusée|🏆 trophy coupe
🎬 clapper film|🎥 camera caméra|🎞️ film_frames pellicule|📷 photo appareil|🖼️ picture image cadre|🎨 art palette peindre
🎵 note music musique|🎶 notes music musique|🎤 mic micro|🎧 headphones casque|🎸 guitar guitare|🥁 drum batterie|🎹 piano
🎲 dice dé|✏️ pencil crayon|📝 memo note|🔒 lock fermé|🔓 unlock ouvert|📌 pin épingle|📎 paperclip trombone|⏳ hourglass sablier
🌙 moon lune|☀️ sun soleil|🌧️ rain pluie|❄️ snow neige|🌊 wave mer vague|🌲 tree arbre sapin|🌹 rose fleur|🍀 luck trèfle
🐱 cat chat|🐶 dog chien|🦊 fox renard|🐻 bear ours|🐦 bird oiseau|🦋 butterfly papillon|🐝 bee abeille|🐟 fish poisson
☕ coffee café|🍕 pizza|🍰 cake gâteau|🍎 apple pomme|🍷 wine vin|🍺 beer bière|🎂 birthday anniversaire|🎁 gift cadeau
🚂 train|🚗 car voiture|✈️ plane avion|🚲 bike vélo|🏠 house maison|🏙️ city ville|🗺️ map carte|⏰ alarm réveil
`;

export const LISTED: readonly Listed[] = SOURCE.trim()
  .split(/[\n|]/)
  .map((one) => {
    const [emoji = "", ...words] = one.trim().split(" ");
    return { emoji, words: words.join(" ") };
  });

/** The emoji that a word stands for, as in `:fire:`, the likeliest first. */
export function emojiNamed(typed: string): readonly Listed[] {
  const wanted = typed.toLowerCase();
  const begins = LISTED.filter((one) =>
    one.words.split(" ").some((word) => word.startsWith(wanted)),
  );
  const holds = LISTED.filter((one) => one.words.includes(wanted) && !begins.includes(one));
  return [...begins, ...holds];
}
