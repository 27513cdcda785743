import { spokenInstant } from '../../escalation/spoken-time.ts';
import type { Letter, Move } from './check-story.ts';
import { isLead } from './expected.ts';
import { digestsAmong, type Moment, type SentDigest } from './happened.ts';
import type { Demonstration, Lived } from './live-through.ts';

/** Both stories as dated timelines, then the digests. */
export function tell({ throughEveryTier, settledAtStageTwo, mails }: Demonstration): string[] {
  return [
    ...timeline(throughEveryTier),
    ...timeline(settledAtStageTwo),
    '',
    'The digests',
    '',
    ...digestLines(
      digestsAmong(mails, [throughEveryTier.reference, settledAtStageTwo.reference]).filter(({ to }) => isLead(to)),
    ),
  ];
}

/** One line for each day and partnership: its leads are told the same. */
function digestLines(digests: readonly SentDigest[]): string[] {
  const told = new Map<string, string[]>();
  for (const { at, to, inShort } of digests.toSorted((a, b) => a.to.localeCompare(b.to))) {
    const key = `${at}\n${inShort}`;
    told.set(key, [...(told.get(key) ?? []), nameIn(to)]);
  }
  return [...new Set(digests.map(({ at, inShort }) => `${at}\n${inShort}`))].map((key) => {
    const [at = '', inShort = ''] = key.split('\n');
    return line(at, `${inShort} ► ${told.get(key)!.join(', ')}`);
  });
}

function timeline({ title, reference, moments }: Lived): string[] {
  let before = '';
  return [
    '',
    `${reference}  ${title}`,
    '',
    ...moments.flatMap((moment) => {
      const at = spokenInstant(moment.at);
      const isSame = at === before;
      before = at;
      return inWords(moment).map((words, index) => line(isSame || index > 0 ? '' : at, words));
    }),
  ];
}

/** As wide as the longest time in words. */
const WIDTH = '10:30am on Wednesday 22 September 2026'.length;

const line = (at: string, words: string) => `  ${at.padEnd(WIDTH)}  ${words}`;

function inWords(moment: Moment): string[] {
  switch (moment.kind) {
    case 'deed':
      return [`${moment.what}.`];
    case 'opened':
      return opened(moment.move);
    case 'by the clock':
      return [`${CLOSING[moment.what] ?? moment.what}${moment.clause ? ` (${moment.clause})` : ''}.`];
    case 'sent':
      return [`  email "${moment.letter.subject}" ► ${recipients(moment.letter)}`];
  }
}

const CLOSING: Record<string, string> = {
  'confirmed in writing': 'The outcome is confirmed in writing, by itself',
  'checked back': 'The day of the agreed action has come: both sides are asked whether it was done, by itself',
  closed: 'Nothing is outstanding any more: it is closed',
};

function opened({ stage, because, clause, until, asked }: Move): string[] {
  const why =
    because === 'deadline'
      ? 'by itself, because the time the policy gives the stage before has passed'
      : because === 'raised'
        ? 'as it was raised'
        : `for another reason: ${because}`;
  return [
    `${stage} opened ${why} (${clause}).`,
    `  asked: ${asked.map(nameIn).join(', ')}`,
    `  its time ends: ${until}`,
  ];
}

const recipients = ({ to }: Letter) => to.map(nameIn).join(', ');

/** "Farah Kilnhurst-Rao" from her address: in the sample directories everybody's is their name. */
function nameIn(email: string): string {
  return email
    .slice(0, email.indexOf('@'))
    .split('.')
    .map((part) => part.replace(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase()))
    .join(' ');
}
