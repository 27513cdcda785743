/**
 * The words of an HTML email as lines of text: enough to read labels and sentences by, with quoted earlier mail marked `>`.
 * One pass over the markup with no backtracking, because anybody may send it.
 */
export function htmlToText(html: string): string {
  const out = new Lines();
  let position = 0;
  while (position < html.length) {
    const open = html.indexOf('<', position);
    out.text(decodeEntities(html.slice(position, open === -1 ? html.length : open)));
    if (open === -1) break;
    position = afterTag(html, open, out);
  }
  return out.toString();
}

/** Elements whose content nobody reads. */
const SILENT = new Set(['script', 'style', 'title', 'template', 'noscript', 'svg', 'object']);
const BLOCKS = new Set(
  'address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody tfoot thead tr ul'.split(
    ' ',
  ),
);
/** A gap between these, and not only a new line. */
const PARAGRAPHS = new Set('p h1 h2 h3 h4 h5 h6 ul ol table blockquote'.split(' '));

/** Handles the tag that begins at `open` and answers where to read on. */
function afterTag(html: string, open: number, out: Lines): number {
  if (html.startsWith('<!--', open)) {
    const end = html.indexOf('-->', open + 4);
    return end === -1 ? html.length : end + 3;
  }
  const tag = /^<(\/?)([a-z][a-z0-9]*)/i.exec(html.slice(open, open + 32));
  if (!tag && !/^<[!?]/.test(html.slice(open, open + 2))) {
    // "fewer < more", or <name@agency.example> that a mail program forgot to escape.
    out.text('<');
    return open + 1;
  }
  const close = html.indexOf('>', open);
  // The message was cut in the middle of a tag.
  if (close === -1) return html.length;
  if (!tag) return close + 1;
  const name = tag[2]!.toLowerCase();
  const isEnd = tag[1] === '/';
  if (!isEnd && /^[^\s<>/]+@[^\s<>/]+$/.test(html.slice(open + 1, Math.min(close, open + 256)))) {
    out.text(html.slice(open, close + 1));
    return close + 1;
  }
  if (!isEnd && SILENT.has(name)) return afterSilent(html, name, close);

  if (name === 'br') out.newLine();
  else if (name === 'td' || name === 'th') out.cell(isEnd);
  else if (BLOCKS.has(name)) out.block(PARAGRAPHS.has(name));
  if (name === 'li' && !isEnd) out.text('- ');
  if (name === 'blockquote') out.quote(isEnd ? -1 : 1);
  return close + 1;
}

function afterSilent(html: string, name: string, close: number): number {
  const end = new RegExp(`</${name}\\b`, 'gi');
  end.lastIndex = close;
  const found = end.exec(html);
  if (!found) return html.length;
  const after = html.indexOf('>', found.index);
  return after === -1 ? html.length : after + 1;
}

/**
 * Lines under construction: white space folded as a browser would, at most one empty line in a row. A line is kept in pieces until it
 * ends, because half a megabyte of markup may be one line.
 */
class Lines {
  private readonly lines: string[] = [];
  private pieces: string[] = [];
  private last = '';
  private quotes = 0;

  text(words: string): void {
    const folded = words.replaceAll(/[\t\n\f\r ]+/g, ' ');
    this.add(this.last === '' || this.last === ' ' || this.last === '\t' ? folded.replace(/^ /, '') : folded);
  }

  newLine(): void {
    const line = this.pieces.join('').trim();
    this.lines.push(line === '' ? '' : '> '.repeat(Math.min(this.quotes, 8)) + line);
    this.pieces = [];
    this.last = '';
  }

  block(isParagraph: boolean): void {
    if (this.last !== '') this.newLine();
    if (isParagraph && this.lines.length > 0 && this.lines.at(-1) !== '') this.lines.push('');
  }

  cell(isEnd: boolean): void {
    // Cells of one row stay on one line, as a table of labels and values reads.
    if (isEnd && this.last !== '' && this.last !== '\t') this.add('\t');
  }

  quote(by: number): void {
    this.quotes = Math.max(0, this.quotes + by);
  }

  toString(): string {
    this.block(false);
    const kept = this.lines.filter((line, index) => line !== '' || this.lines[index - 1] !== '');
    return kept.join('\n').trim();
  }

  private add(piece: string): void {
    if (piece === '') return;
    this.pieces.push(piece);
    this.last = piece.at(-1) ?? '';
  }
}

const NAMED = new Map(
  Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: ' ',
    pound: '£',
    euro: '€',
    hellip: '…',
    ndash: '–',
    mdash: '—',
    lsquo: '‘',
    rsquo: '’',
    ldquo: '“',
    rdquo: '”',
    bull: '•',
    middot: '·',
    copy: '©',
    trade: '™',
    eacute: 'é',
    egrave: 'è',
    zwnj: '',
    zwj: '',
    shy: '',
    emsp: ' ',
    ensp: ' ',
    thinsp: ' ',
    frac12: '½',
    deg: '°',
  }),
);

function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z][a-z0-9]{1,9}));?/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED.get(name) ?? NAMED.get(String(name).toLowerCase()) ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    const isCharacter = point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
    return isCharacter ? String.fromCodePoint(point === 0xa0 ? 0x20 : point) : '';
  });
}
