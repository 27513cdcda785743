import type { Ladder } from './ladder.ts';
import { type Arrow, HEADING, type Layout, LINE, PADDING, type PlacedBox, TEXT } from './layout.ts';
import { wrap } from './text.ts';

/** A4 portrait in CSS pixels, 96 to the inch, with a margin that every printer can leave. */
const PAGE = { width: 794, height: 1123, margin: 30 };
const TITLE = 15.5;
/** Anything printed below 8 points is hard to read; a CSS pixel is three quarters of a point. */
const SMALLEST_SCALE = 8 / 0.75 / TEXT;

/** The drawing as one A4 page: black on white, nothing said by colour alone, every arrow and box with a name of its own. */
export function drawing(ladder: Ladder, layout: Layout, machineFile: string): string {
  const inside = PAGE.width - PAGE.margin * 2;
  const title = wrap(ladder.title, inside, TITLE, 'heading');
  const rules = ladder.rules.map((rule) => wrap(rule, inside - PADDING * 2, TEXT));
  const rulesHeight = PADDING * 2 + rules.flat().length * LINE + (rules.length - 1) * 4;
  const top = PAGE.margin + title.length * 20 + LINE + 12;
  const bottom = PAGE.height - PAGE.margin - LINE - 6;
  const room = bottom - rulesHeight - 14 - top;
  const scale = Math.min(1, inside / layout.width, room / layout.height);
  if (scale < SMALLEST_SCALE) {
    throw new Error(
      `The ladder of ${machineFile} fits on A4 only at ${Math.round(scale * 100)}%, too small to read: shorten the stages' names or what they say`,
    );
  }
  const left = PAGE.margin + (inside - layout.width * scale) / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 ${PAGE.width} ${PAGE.height}" role="img" aria-labelledby="title desc" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif" font-size="${TEXT}" fill="#000">`,
    `<title id="title">${escaped(ladder.title)}</title>`,
    `<desc id="desc">${escaped(described(ladder))}</desc>`,
    '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 0 10 5 0 10z"/></marker></defs>',
    `<rect width="${PAGE.width}" height="${PAGE.height}" fill="#fff"/>`,
    ...title.map((line, index) => text(line, PAGE.margin, PAGE.margin + 14 + index * 20, TITLE, true)),
    text(ladder.subtitle, PAGE.margin, PAGE.margin + title.length * 20 + 10, TEXT),
    `<g transform="translate(${number(left)} ${number(top)}) scale(${number(scale, 4)})">`,
    ...layout.arrows.map(arrow),
    ...layout.boxes.map(box),
    '</g>',
    panel(rules, { x: PAGE.margin, y: bottom - rulesHeight, width: inside, height: rulesHeight }),
    ...legend(machineFile),
    '</svg>',
    '',
  ].join('\n');
}

function box({ box: { id, states }, at, heading, lines }: PlacedBox): string {
  const words = [
    ...heading.map((line, index) => text(line, at.x + PADDING, at.y + PADDING + 12 + index * LINE, HEADING, true)),
    ...lines.map((line, index) =>
      text(line, at.x + PADDING, at.y + PADDING + 12 + (heading.length + index) * LINE, TEXT),
    ),
  ];
  return [
    `<g data-box="${escaped(id)}" data-states="${escaped(states.join('|'))}">`,
    `<rect x="${number(at.x)}" y="${number(at.y)}" width="${number(at.width)}" height="${number(at.height)}" rx="4" fill="#fff" stroke="#000" stroke-width="1.5"/>`,
    ...words,
    '</g>',
  ].join('');
}

function arrow({ move, points, joins, label }: Arrow): string {
  const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${number(x)} ${number(y)}`).join(' ');
  const dashes = move.by === 'people' ? ' stroke-dasharray="5 3"' : '';
  return [
    `<g data-from="${escaped(move.from)}" data-to="${escaped(move.to)}" data-by="${move.by}">`,
    `<path d="${path}" fill="none" stroke="#000" stroke-width="1.3"${dashes}${joins ? '' : ' marker-end="url(#head)"'}/>`,
    ...label.lines.map((line, index) => text(line, label.at.x, label.at.y + 12 + index * LINE, TEXT)),
    '</g>',
  ].join('');
}

function panel(rules: string[][], at: { x: number; y: number; width: number; height: number }): string {
  let y = at.y + PADDING + 11;
  const words = rules.map((lines) => {
    const said = lines.map((line) => {
      const one = text(line, at.x + PADDING, y, TEXT);
      y += LINE;
      return one;
    });
    y += 4;
    return said.join('');
  });
  return `<g><rect x="${at.x}" y="${number(at.y)}" width="${at.width}" height="${at.height}" fill="none" stroke="#000" stroke-width="0.75"/>${words.join('')}</g>`;
}

function legend(machineFile: string): string[] {
  const y = PAGE.height - PAGE.margin;
  const line = (x: number, dashes: string) =>
    `<path d="M${x} ${y - 4} h34" fill="none" stroke="#000" stroke-width="1.3"${dashes} marker-end="url(#head)"/>`;
  return [
    line(PAGE.margin, ''),
    text('the clock moves it by itself', PAGE.margin + 42, y, TEXT),
    line(PAGE.margin + 218, ' stroke-dasharray="5 3"'),
    text('people move it', PAGE.margin + 260, y, TEXT),
    text(`Drawn from ${machineFile}`, PAGE.margin + 372, y, TEXT),
  ];
}

/** The whole drawing in sentences, for who hears it instead of seeing it. */
function described({ stages, closing, moves, rules }: Ladder): string {
  const boxes = [...stages, ...closing];
  const heading = (id: string) => boxes.find((candidate) => candidate.id === id)!.heading;
  return [
    ...boxes.flatMap((one) => [
      `${one.heading}. ${one.lines.map((line) => `${line}.`).join(' ')}`,
      ...moves
        .filter(({ from }) => from === one.id)
        .map(({ to, label, by }) => `From here to “${heading(to)}” by ${by}: ${label}.`),
    ]),
    ...rules,
  ].join('\n');
}

const text = (words: string, x: number, y: number, size: number, isBold = false) =>
  `<text x="${number(x)}" y="${number(y)}"${size === TEXT ? '' : ` font-size="${size}"`}${isBold ? ' font-weight="700"' : ''}>${escaped(words)}</text>`;

const number = (value: number, places = 1) => String(Number(value.toFixed(places)));

const escaped = (words: string) =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
