import { Temporal } from 'temporal-polyfill';
import { roleInWords } from '../escalation/asked-as.ts';
import { type Digest, type DigestLine, type DigestStage, hasNothingToReport } from '../escalation/digest.ts';
import type { DigestSetting } from '../escalation/digest-rhythm.ts';
import { inAList } from '../escalation/in-a-list.ts';
import { versionInWords } from '../escalation/policy.ts';
import { dayInWords, momentInWords, spokenInstant } from '../escalation/spoken-time.ts';
import { whatIsDue } from '../escalation/what-is-due.ts';
import { latestMoment, workingDays } from '../escalation/why-this-deadline.ts';
import { asHtml, asText, type Block } from './blocks.tsx';
import { paragraphs } from './draft.ts';
import type { Message } from './message.ts';
import { asName, onOneLine } from './plain-words.ts';

/** The digest as an email to its lead. `origin` is where the pages are, without a slash at the end. */
export function digestMessage(digest: Digest, settings: DigestMessageSettings): Message {
  const { subject, blocks } = digestParts(digest, settings);
  return { subject, text: asText(blocks), html: asHtml(subject, blocks) };
}

/** What a digest is put into words with. */
export interface DigestMessageSettings {
  origin: string;
  trial: boolean;
  /** How often this lead gets it. */
  rhythm?: DigestSetting['rhythm'];
}

/** The same before it is rendered, for the page that shows what it would say. */
export function digestParts(
  digest: Digest,
  { origin, trial, rhythm = 'every working day' }: DigestMessageSettings,
): { subject: string; blocks: Block[] } {
  const subject = onOneLine(
    `${trial ? 'This is a trial: ' : ''}Digest for ${dayInWords(digest.on)}: ${inShort(digest)}`,
  );
  const to = (line: Pick<DigestLine, 'reference'>) => `${origin}/d/${encodeURIComponent(line.reference)}`;
  const lead = asName(digest.lead.name);
  const blocks: Block[] = [
    ...paragraphs(trial ? 'This is a trial. Nothing in it is real and nobody needs to act.' : ''),
    ...paragraphs(
      lead ? `Dear ${lead},` : 'Hello,',
      `This is the digest of ${asName(digest.partnership.name)} for ${dayInWords(digest.on)}. It tells what has happened since about ${aboutWhen(digest.since)}.`,
      missed(digest),
      digest.holidaysKnownTo
        ? `Bank holidays are known only up to ${dayInWords(digest.holidaysKnownTo)}: what depends on later working days is left out here, and no time that needs them can be set. Please have a newer list loaded.`
        : '',
      hasNothingToReport(digest) ? 'There is nothing to report.' : '',
    ),
    ...needsYou(digest, to, origin),
    ...section('At risk of immediate harm', digest.harm, (line) => ({
      lead: `${subjectOf(line)}, ${named(line.stage)}: flagged at ${momentInWords(line.flaggedAt)}. ${
        line.notSeenBy.length === 0
          ? 'Each agency asked has said that it has seen it.'
          : `Nobody at ${inAList(line.notSeenBy.map(asName))} has said yet that they have seen it${line.chases === 0 ? '' : `; chased ${line.chases === 1 ? 'once' : `${line.chases} times`}`}.`
      }${line.dueAt ? ` Action to protect is due by ${momentInWords(line.dueAt)}.` : ''}`,
      link: to(line),
    })),
    ...section('Escalated', digest.escalated, (line) => ({
      lead: `${subjectOf(line)}: from ${onOneLine(line.from.label)} to ${named(line.stage)} at ${momentInWords(line.at)}, ${WHY_IT_MOVED[line.cause]}.`,
      link: to(line),
    })),
    ...section('Due today and on the next working day', digest.due, (line) => ({
      lead: `${line.isToday ? 'Today: ' : ''}${subjectOf(line)}, ${named(line.stage)}: ${whatIsDue(line)}`,
      link: to(line),
    })),
    ...openByStage(digest, to),
    ...section('No number of days in the policy, and older than 5 working days', digest.old, (line) => ({
      lead: `${subjectOf(line)}: at ${named(line.stage)} for ${workingDays(line.age)}. It never moves on by itself.`,
      link: to(line),
    })),
    ...silent(digest),
    ...faults(digest),
    ...section('Ended', digest.ended, (line) => ({
      lead: `${subjectOf(line)}: ${line.outcome} at ${named(line.stage)}, at ${momentInWords(line.at)}.`,
      link: to(line),
    })),
    ...section('Agreed actions not done', digest.notDone, (line) => ({
      lead: `${subjectOf(line)}: ${asName(line.agency)} agreed to act by ${dayInWords(line.dueOn)}. ${
        line.answer === 'not done' ? 'It is said not to be done.' : 'Nobody has said whether it was done.'
      }`,
      link: to(line),
    })),
    ...belowTheLine(digest),
    ...ending(digest, origin, rhythm),
  ];
  return { subject, blocks };
}

const WHY_IT_MOVED: Record<Digest['escalated'][number]['cause'], string> = {
  raised: 'where it was raised',
  'already talked': 'because the two sides had already talked',
  'time already over': 'because the time before it was over',
  deadline: 'by itself, because the time of the stage before had passed',
  cap: 'by itself, because the time for all the stages before together had passed',
  'protective timescale': 'by itself, because a shorter time that was set to protect had passed',
  'local target': 'by itself, because your partnership’s own target had passed',
  'a person': 'because somebody involved asked for that',
  'policy issue': 'because it is a significant policy issue',
  'taken forward': 'because it was reviewed and taken forward',
  'sent forward': 'because the raising agency’s safeguarding lead sent it forward',
  'talked over': 'after it was talked over inside the raising agency',
  'not convened': 'because no meeting was convened before',
  'immediate harm': 'because somebody is thought to be at risk of harm now',
  'harm clock': 'by itself, because the time the policy gives at immediate harm had passed',
  'policy corrected': 'because the policy that governs it was corrected',
  'not done': 'opened again because something agreed was not done',
};

type LinkTo = (line: Pick<DigestLine, 'reference'>) => string;

function inShort(digest: Digest): string {
  if (hasNothingToReport(digest)) return 'nothing to report';
  const open = digest.open.reduce((count, { lines }) => count + lines.length, 0);
  const dueToday = digest.due.filter(({ isToday }) => isToday).length;
  const { asked, addresses, held, corrections } = digest.needsYou;
  const waiting = asked.length + addresses.length + held + corrections + (digest.needsYou.policyReview ? 1 : 0);
  const parts = [
    [open, 'open'],
    [dueToday, 'due today'],
    [waiting, waiting === 1 ? 'needs you' : 'need you'],
  ] as const;
  const present = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  if (present.length > 0) return present.join(', ');
  return digest.belowTheLine > 0 ? `${digest.belowTheLine} that the board does not see` : 'for you to know';
}

function missed({ missedOn }: Digest): string {
  if (missedOn.length === 0) return '';
  const days = inAList(missedOn.slice(-5).map(dayInWords));
  const more = missedOn.length > 5 ? ` and ${workingDays(missedOn.length - 5)} before` : '';
  return `No digest reached you on ${days}${more}: this one tells what those would have told.`;
}

function needsYou(
  { partnership, needsYou: { asked, addresses, held, corrections, policyReview }, faults: { length: faulty } }: Digest,
  to: LinkTo,
  origin: string,
): Block[] {
  if (asked.length + addresses.length + held + corrections + faulty === 0 && !policyReview) return [];
  return [
    { heading: 'Needs you today' },
    ...asked.map((line) => ({
      lead: `${subjectOf(line)}, ${named(line.stage)}: you are asked and no answer from you is recorded yet. ${
        line.deadline ? `By ${latestMoment(line.deadline)}.` : 'The policy gives no number of days; as soon as you can.'
      }`,
      link: to(line),
    })),
    ...addresses.map((line) => ({
      lead: `${subjectOf(line)}, ${named(line.stage)}: somebody at ${asName(line.agency)} has an address that is not one of its own, and sees only the reference, stage and deadline until somebody vouches for it.`,
      link: to(line),
    })),
    ...paragraphs(
      held === 0
        ? ''
        : held === 1
          ? '1 email is held: a person must say where it belongs. It may be about somebody at risk.'
          : `${held} emails are held: a person must say where they belong. They may be about somebody at risk.`,
      faulty === 0
        ? ''
        : 'Somebody cannot be asked or is not reached: see “Not delivered, or nobody to ask”, and put the directory right.',
    ),
    // Who proposed what is read there, after signing in: an email names nobody for it.
    ...(corrections === 0
      ? []
      : [
          {
            lead:
              corrections === 1
                ? '1 correction to the directory is proposed: make it, or say why not.'
                : `${corrections} corrections to the directory are proposed: make them, or say why not.`,
            link: `${origin}/directory/${partnership.id}/corrections`,
          },
        ]),
    ...paragraphs(policyReview ? reviewInWords(policyReview) : ''),
  ];
}

/** The policy's date is the board's affair: what is open goes on, under the version it began under (ADM-1). */
function reviewInWords({ policy, version, on, hasPassed }: NonNullable<Digest['needsYou']['policyReview']>): string {
  const which = `Your policy, “${onOneLine(policy)}” (${onOneLine(versionInWords({ version }))}),`;
  const what = hasPassed
    ? `${which} was to be reviewed by ${dayInWords(on)}. That day has passed.`
    : `${which} is to be reviewed by ${dayInWords(on)}.`;
  return `${what} Once the partnership has agreed the next version, or another day, it can be put in force here. What is open stays under the version it began under.`;
}

function openByStage({ open }: Digest, to: LinkTo): Block[] {
  if (open.length === 0) return [];
  return [
    { heading: 'Open, by stage' },
    ...open.flatMap(({ stage, lines }): Block[] => [
      { paragraph: `${onOneLine(stage.label)}, ${onOneLine(stage.name)}: ${lines.length}` },
      ...lines.map((line) => ({
        lead: `${subjectOf(line)}: ${openFor(line)}.`,
        link: to(line),
      })),
    ]),
  ];
}

function openFor({ age, openedAt }: Digest['open'][number]['lines'][number]): string {
  if (age === undefined) return `open here since ${momentInWords(openedAt)}; its working days cannot be counted`;
  return age === 0 ? 'opened today or since the last working day' : `open here for ${workingDays(age)}`;
}

function silent({ silent: lines, neverRaised }: Digest): Block[] {
  if (lines.length + neverRaised.length === 0) return [];
  return [{ heading: 'Silent' }, ...notAnswered(lines), ...neverRaises(neverRaised)];
}

/** Said of an agency and never of a person there; it may be well, or nobody there may know of the policy (BEY-13). */
function neverRaises(agencies: readonly string[]): Block[] {
  if (agencies.length === 0) return [];
  return [
    {
      lead: 'Nothing has been raised within a year by these agencies. All may be well there, or nobody may know how. This is said once a month.',
      bullets: agencies.map(asName),
    },
  ];
}

function notAnswered(lines: Digest['silent']): Block[] {
  if (lines.length === 0) return [];
  return [
    {
      lead: 'Asked at the open stage, and no answer is recorded yet. Silence is never taken as agreement.',
      bullets: lines.map(
        (line) =>
          `${line.reference}, ${named(line.stage)}: ${asName(line.agency)}${line.role ? `, ${roleInWords(line.role)}` : ''}, asked at ${momentInWords(line.askedAt)}, ${reminded(line.remindersSent)}`,
      ),
    },
  ];
}

function reminded(count: number): string {
  if (count === 0) return 'not reminded yet';
  return count === 1 ? 'reminded once' : `reminded ${count} times`;
}

function faults({ faults: lines }: Digest): Block[] {
  if (lines.length === 0) return [];
  return [
    { heading: 'Not delivered, or nobody to ask' },
    {
      lead: 'The time runs on meanwhile. Please find the person and put the directory right.',
      bullets: lines.map(({ reference, stage, agency, what }) =>
        agency === undefined
          ? `${reference}, ${named(stage)}: nobody has said with which agency it is, so nobody there can be asked`
          : what === 'nobody to ask'
            ? `${reference}, ${named(stage)}: nobody at ${asName(agency)} can be asked`
            : `${reference}, ${named(stage)}: an email to somebody at ${asName(agency)} could not be sent`,
      ),
    },
  ];
}

function belowTheLine({ belowTheLine: count, notTakenForward: refused }: Digest): Block[] {
  if (count === 0) return [];
  return [
    { heading: 'What the board does not see' },
    {
      paragraph:
        count === 1
          ? '1 more is open or has ended since, at a stage of which the policy shows the board only this number.'
          : `${count} more are open or have ended since, at stages of which the policy shows the board only this number.`,
    },
    ...(refused === 0
      ? []
      : [
          { paragraph: `Of that number, ${refused} ${refused === 1 ? 'was' : 'were'} reviewed and not taken forward.` },
        ]),
  ];
}

function ending({ partnership }: Digest, origin: string, rhythm: DigestSetting['rhythm']): Block[] {
  const name = asName(partnership.name);
  return [
    { lead: 'Everything you may see, and held email, is here:', link: `${origin}/lead` },
    {
      paragraph:
        'You will be asked for your work email address and sent a code; there is no account to make. Links open nothing by themselves.',
    },
    { heading: 'Why you get this' },
    {
      paragraph: `You are named as a lead of ${name}, and ${WHY_NOW[rhythm]} If you doubt this email, telephone the business unit on ${onOneLine(partnership.businessUnitTelephone)}.`,
    },
    { lead: 'To change how often you get it:', link: `${origin}/lead/digest` },
    { lead: 'To change who gets it:', link: `${origin}/settings` },
  ];
}

const WHY_NOW: Record<DigestSetting['rhythm'], string> = {
  'every working day':
    'each lead gets one digest every working day at 8am, also when there is nothing to report, unless they choose to get it less often.',
  'once a week':
    'you chose to get one digest a week, on Monday or the first working day after it, which tells the whole week.',
  'when needed':
    'you chose to get the digest only on working days on which something needs you. This one tells of the days since the one before too.',
};

function section<T>(heading: string, lines: readonly T[], asBlock: (line: T) => Block): Block[] {
  return lines.length === 0 ? [] : [{ heading }, ...lines.map(asBlock)];
}

function subjectOf({ reference, agencies }: DigestLine): string {
  return `${onOneLine(reference)}, ${inAList(agencies.map(asName))}`;
}

function named({ label, name }: DigestStage): string {
  return `${onOneLine(label)} (${onOneLine(name)})`;
}

/** To five minutes: a digest made at 8am ends a minute before it, which would puzzle. */
function aboutWhen(at: string): string {
  return spokenInstant(Temporal.Instant.from(at).round({ smallestUnit: 'minute', roundingIncrement: 5 }));
}
