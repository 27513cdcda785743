import { EMAIL_LABELS } from './intake.ts';

/** An email's text taken apart by ADM-4's labels. */
export interface ReadLabels {
  /** What stands after each label, by the label's own words (`EMAIL_LABELS`). A label with nothing after it is absent. */
  values: ReadonlyMap<string, string>;
  /** Everything that stands under no label: greetings, free text, unknown labels, signature, quoted mail. */
  rest: string;
  /** The text as it came: whatever we make of it, nothing is lost. */
  wholeMessage: string;
}

/** What people write over several paragraphs. The value of any other label ends at an empty line. */
const RUNS_OVER_PARAGRAPHS: ReadonlySet<string> = new Set([
  'The problem',
  'What we disagree about',
  'What I want',
  'Actions needed',
  'Basis',
  'Reason they gave',
  'Talked already',
  'Talked with my manager',
]);

/**
 * Reads labels, one per line, in any order and any case; a value may run on over lines. A sign-off, a signature or a disclaimer ends a
 * value; quoted mail is not read at all: those are somebody else's words. A label said twice has both values.
 */
export function readLabels(text: string): ReadLabels {
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  let running: { label: string; lines: string[] } | undefined;
  let isQuoted = false;
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    isQuoted ||= beginsQuotedMail(line, lines[index + 1]);
    if (isQuoted || line.trimStart().startsWith('>')) {
      running = undefined;
      rest.push(line);
      continue;
    }
    const labelled = labelOn(line);
    if (labelled) {
      running = { label: labelled.label, lines: values.get(labelled.label) ?? [] };
      values.set(labelled.label, running.lines);
      if (labelled.value !== '') running.lines.push(labelled.value);
      continue;
    }
    if (running && endsValue(line, running)) running = undefined;
    (running?.lines ?? rest).push(line);
  }

  const said = [...values].map(([label, lines]) => [label, lines.join('\n').trim()] as const);
  return {
    values: new Map(said.filter(([, value]) => value !== '')),
    rest: rest.join('\n').trim(),
    wholeMessage: text,
  };
}

function beginsQuotedMail(line: string, next: string | undefined): boolean {
  if (BEGINS_QUOTED_MAIL.test(line.slice(0, LONGEST_LABEL_LINE))) return true;
  return QUOTED_FROM.test(line) && next !== undefined && QUOTED_HEADER.test(next);
}

function endsValue(line: string, { label, lines }: { label: string; lines: readonly string[] }): boolean {
  const beginning = line.trim().slice(0, LONGEST_LABEL_LINE);
  if (SIGN_OFF.test(beginning) || DISCLAIMER.test(beginning)) return true;
  if (RUNS_OVER_PARAGRAPHS.has(label)) return false;
  // An empty line under a label that stands alone as a heading is not the end of what it has not begun to say.
  return (beginning === '' && lines.length > 0) || UNKNOWN_LABEL.test(beginning);
}

/** No label of ours is longer, with its number, bullet and emphasis: more of a line need not be looked at. */
const LONGEST_LABEL_LINE = 120;

const SIGN_OFF =
  /^(?:-- ?|_{2,}|(?:(?:with|many|kind|kindest|best|warm|warmest) ){0,3}(?:regards|wishes|thanks)|thanks(?: again| very much| in advance)?|thank you(?: very much| in advance)?|yours (?:sincerely|faithfully|truly)|sent from my .*|get outlook for .*)[ ,.!]*$/i;
const DISCLAIMER =
  /^\W{0,4}(?:this (?:e-?mail|message|communication) (?:and any|\(|is (?:confidential|intended|private)|may contain|contains confidential)|confidentiality note|disclaimer\b|caution: |\[?external\b|the (?:information|contents) (?:contained )?(?:in|of) this (?:e-?mail|message)|if you (?:are not the intended|have received this)|please consider the environment)/i;
const BEGINS_QUOTED_MAIL =
  /^\s*(?:-{2,} ?(?:original message|forwarded message|forwarded by)|begin forwarded message:|on .{6,100} wrote:\s*$)/i;
/** Outlook quotes with the header of the earlier message; a line "From: …" alone may be anybody's. */
const QUOTED_FROM = /^\s*\*?from:/i;
const QUOTED_HEADER = /^\s*\*?(?:sent|date|to|subject):/i;
const UNKNOWN_LABEL = /^[A-Z][\w' -]{1,40}:\s/;

const LABELS = EMAIL_LABELS.map(({ label }) => ({ label, shape: shapeOf(label) }));

/** The label a line begins with, and what follows it: bullets, numbers, emphasis and a question mark around it do not matter. */
function labelOn(line: string): { label: string; value: string } | undefined {
  const start = line.trimStart();
  for (const { label, shape } of LABELS) {
    const match = shape.exec(start.slice(0, LONGEST_LABEL_LINE));
    if (match) return { label, value: start.slice(match[0].length).trim() };
  }
  return undefined;
}

function shapeOf(label: string): RegExp {
  const words = label.split(/[^A-Za-z]+/).map((word) => (word === 'or' ? '(?:or[ ,/*_-]{0,3})?' : word));
  const [first, ...others] = words;
  const opening = first === 'The' ? '(?:the )?' : `${first}`;
  const between = others
    .map((word) => (first === 'The' && word === others[0] ? word : `[ \\t,/*_-]{1,3}${word}`))
    .join('');
  const written = (opening + between).replaceAll(')?[ \\t,/*_-]{1,3}', ')?');
  return new RegExp(
    `^(?:[*•·#_–-]{1,3} ?)?(?:\\d{1,2}[.)] ?)?[*_]{0,3}${written} ?\\??[*_]{0,3} ?(?:[:：=\\t]|[-–—] |$)[*_]{0,3}`,
    'i',
  );
}
