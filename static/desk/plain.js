// Is a text easy to read? The same rules and words as wishes/desk/plain.py, which has the last word before sending.
const LONGEST_SENTENCE = 20, LONGEST_AVERAGE = 15;
const END = /(?<=[.!?…])[\s"”’)]+(?=[A-ZÇĞİÖŞÜ0-9"“])|\n+/u;
const WORD = /[\p{L}\p{N}]+(?:[.'’\-/][\p{L}\p{N}]+)*/gu;
const REFERENCE = /[A-ZÇĞİÖŞÜ]{3}-[A-Z0-9]{4}-[A-Z0-9]{4}/gu;
const HEADING = /[A-ZÇĞİÖŞÜÂÎÛ]{2,}(?: +[A-ZÇĞİÖŞÜÂÎÛ]{2,})+/gu;
const SHORT = /(?<![\p{L}\p{N}_.])[A-ZÇĞİÖŞÜÂÎÛ]{2,8}(?![\p{L}\p{N}_])/gu;

const count = (text) => (text.match(WORD) ?? []).length;

export function unexplained(text, known) {
  const plain = text.replace(REFERENCE, " ").replace(HEADING, " ");
  const bracketed = [...plain.matchAll(/\(([^()]*)\)/g)].map((match) => match[1]).join(" ");
  const isExplained = (short) => known.has(short) || bracketed.includes(short)
    || new RegExp(`(?<![\\p{L}\\p{N}_])${short}(?:['’][\\p{L}\\p{N}_]+)?\\s*\\(`, "u").test(plain);
  return [...new Set(plain.match(SHORT) ?? [])].filter((short) => !isExplained(short));
}

export function hints(text, known) {
  const sentences = text.split(END).map((part) => part.trim()).filter((part) => count(part));
  if (!sentences.length) return [];
  const found = sentences.filter((sentence) => count(sentence) > LONGEST_SENTENCE).map(
    (sentence) => `Uzun cümle, ${count(sentence)} sözcük: “${sentence.split(/\s+/).slice(0, 4).join(" ")}…” İkiye bölün.`,
  );
  const average = sentences.reduce((sum, sentence) => sum + count(sentence), 0) / sentences.length;
  if (sentences.length > 1 && average > LONGEST_AVERAGE && !found.length) {
    found.push(`Cümleler uzun: ortalama ${Math.round(average)} sözcük. Kısa cümleler kolay okunur.`);
  }
  for (const short of unexplained(text, known)) {
    found.push(`“${short}” kısaltmasını herkes bilmeyebilir. Açık adını da yazın.`);
  }
  return found;
}
