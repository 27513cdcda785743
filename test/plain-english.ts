import { ACT_KINDS } from '../escalation/acts.ts';
import { policyVersionId, ROLES, requirePolicy } from '../escalation/policy.ts';
import { CATEGORIES, MESSAGE_KINDS } from '../escalation/record.ts';
import partnerships from '../partnerships/index.json' with { type: 'json' };
import { policyVersions } from '../policies/all.ts';

/**
 * Whether a text that a person reads is in their own language: no leavings of the program, no ids, no words of ours for what they know
 * by another name, days and times as they are said aloud, and nobody blamed (STYLE §3, the GOV.UK style guide). Asked of every page and
 * state (`test/pages/examined.ts`) and of every email (`test/messages`).
 */

/** Words that name the software and not the work, or that GOV.UK asks services not to use. As whole words, in any case. */
const JARGON = [
  'ticket|tickets',
  'case|cases',
  'workflow|workflows',
  'execution|executions',
  'state machine|state machines',
  'tenant|tenants',
  'SLA|SLAs',
  'webhook|webhooks',
  'JSON|YAML|HTML|URL|URLs|API|HTTP',
  'null|boolean|enum|regex',
  'token|tokens',
  'payload|payloads',
  'backend|frontend|back end|front end',
  'database|databases',
  'schema|schemas',
  'timestamp|timeout|timed out|cron|runtime|lambda',
  'invalid|illegal|prohibited|forbidden|oops',
  'error 500',
  'due date|due dates|business day|business days',
  'log in|log out|login|username|user id',
  'e\\.g\\.|i\\.e\\.|eg|ie|etc',
  'click|tap',
];

/** Words that put what happened down to somebody. What the clock did is put down to the clock (BEY-6). */
const BLAME = [
  'fail|fails|failed|failing|failure|failures',
  'fault|faults|at fault|your error|your mistake',
  'offender|offenders|culprit|guilty|negligent|non-compliant',
  'forgot|forgotten|ignored|refused to|neglected to|did not bother',
  'late|too late',
];

const MONTHS = 'January|February|March|April|May|June|July|August|September|October|November|December';
const DAYS = 'Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday';

const words = (list: readonly string[]) => new RegExp(`(?<![\\w-])(?:${list.join('|')})(?![\\w-])`, 'gi');

const RULES: readonly { what: string; found: RegExp }[] = [
  {
    what: 'a leaving of the program',
    found: /\bundefined\b|\bNaN\b|\[object\b|\bInvalid\b|\$\{|&(?:amp|#\d+|[lg]t|quot);/g,
  },
  {
    what: 'a day as a machine writes it',
    found: /\b\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?|\bT\d\d:\d\d|\b\d{1,2}\/\d{1,2}\/\d{2,4}\b|\bP(?:\d+[DWMY]|T\d+[HMS])\b/g,
  },
  { what: 'a time that is not said aloud', found: /\b\d{1,2}:\d\d(?::\d\d)?\b(?! ?[ap]m\b)/g },
  {
    what: 'a day without its weekday and its year',
    found: new RegExp(
      `(?<!(?:${DAYS}) )\\b\\d{1,2}(?:st|nd|rd|th)? (?:${MONTHS})\\b|\\b\\d{1,2} (?:${MONTHS})\\b(?! \\d{4})`,
      'g',
    ),
  },
  {
    what: 'a month or weekday cut short',
    found:
      /\b\d{1,2} (?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b|\b(?:Mon|Tue|Tues|Wed|Thu|Thurs|Fri|Sat|Sun) \d/g,
  },
  { what: 'a name of the code', found: /\b[a-z]+[A-Z]\w*|\b\w+_\w+\b|\b[a-z]+\.[a-z]+[A-Z]\w*/g },
  { what: 'jargon', found: words(JARGON) },
  { what: 'blame', found: words(BLAME) },
];

const EVERY_POLICY = Object.entries(policyVersions).map(([id, source]) => requirePolicy(source, id));

/** Ids of our data and our code, where a person should read a name. */
const IDS: ReadonlySet<string> = new Set<string>(
  [
    ...ROLES,
    ...ACT_KINDS,
    ...MESSAGE_KINDS,
    ...Object.keys(CATEGORIES),
    ...EVERY_POLICY.flatMap((policy) => [policy.id, policyVersionId(policy), ...policy.stages.map(({ id }) => id)]),
    ...partnerships.flatMap(({ directory: { agencies } }) => agencies.flatMap(({ id, type }) => [id, type])),
  ].filter((id) => id.includes('-')),
);

/** What reads like one of these and is none, and why. Taken out before the rules are asked. */
const ALLOWED: readonly { words: RegExp; why: string }[] = [
  { words: /\S+@\S+|https?:\/\/\S+/g, why: 'an address is written as it is' },
  {
    words: /\b(?:agency_type|health_commissioned)\b|Days are written as 2026-04-08/g,
    why: 'columns of a spreadsheet, and a day in one: it is read by whoever fills it in, and by a machine',
  },
  { words: /\bTarnshire \w+ [a-z-]+/g, why: 'the invented people of the tests are called after their posts' },
  { words: /“From URL”/g, why: 'what a calendar program calls it, where somebody looks for it' },
  { words: /“__Host-”/g, why: 'how a browser lists our cookies begins so' },
  { words: /\b(?:check-backs?|self-neglect)\b/g, why: 'words that people use, and ids too' },
];

/** What a person cannot read well in a text, each with what is around it; none for plain English. */
export function notPlainIn(text: string): string[] {
  const read = ALLOWED.reduce((left, { words: allowed }) => left.replaceAll(allowed, ' '), text);
  const around = (at: number, length: number) =>
    read
      .slice(Math.max(0, at - 40), at + length + 40)
      .replaceAll(/\s+/g, ' ')
      .trim();
  return [
    ...RULES.flatMap(({ what, found }) =>
      [...read.matchAll(found)].map((match) => `${what}: ${match[0]} (… ${around(match.index, match[0].length)} …)`),
    ),
    ...[...read.matchAll(/(?<![\w-])[a-z][a-z0-9]*(?:-[a-z0-9]+)+(?![\w-])/g)]
      .filter(([id]) => IDS.has(id))
      .map((match) => `an id: ${match[0]} (… ${around(match.index, match[0].length)} …)`),
  ];
}
