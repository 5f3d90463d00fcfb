/**
 * The text with what stands between `<!-- begin NAME -->` and `<!-- end NAME -->` replaced.
 *
 * @param {string} text
 * @param {string} name
 * @param {string} content
 */
export function between(text, name, content) {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from)
    throw new Error(`${begin} … ${end} not found. Put both markers where the text belongs.`);
  return `${text.slice(0, from + begin.length)}\n\n${content}\n\n${text.slice(to)}`;
}

/** @param {string} text What a cell of a table says. */
export function cell(text) {
  return text.replaceAll("|", "\\|");
}
