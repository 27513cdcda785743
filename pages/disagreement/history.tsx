import { HEARD } from '../../escalation/automatic-mail.ts';
import { capital } from '../../escalation/capital.ts';
import type { Policy } from '../../escalation/policy.ts';
import { everyVisit, type HistoryEntry } from '../../escalation/record.ts';
import { dayInWords, momentInWords } from '../../escalation/spoken-time.ts';
import { clauseThatGives } from '../../escalation/why-this-deadline.ts';
import { Timeline, type TimelineEntry } from '../components/index.ts';
import { type DisagreementFacts, nameOrYou } from './facts.ts';
import { Words } from './record.tsx';

/** How many of the latest lines the disagreement's own page shows; the rest is a page away, so that a long life stays quick to open. */
const LATEST_SHOWN = 10;
/** Lines of the whole history on each of its own pages. */
export const LINES_A_PAGE = 25;
/** Longer words than this are cut on the disagreement's own page. Letters. */
const EXCERPT_LETTERS = 300;

/** Lines that say something to people. That an execution was renewed is the service's own business, and stays in the record alone. */
export const linesOf = ({ d }: Pick<DisagreementFacts, 'd'>) =>
  d.history.filter(({ what }) => what !== 'run renewed').toReversed();

/** The latest of what happened, newest first, each automatic move with the clause that caused it (BEY-6). */
export const LatestHistory = ({ facts }: { facts: DisagreementFacts }) => {
  const lines = linesOf(facts);
  return (
    <>
      <Timeline entries={lines.slice(0, LATEST_SHOWN).map((entry) => entryInWords(facts, entry, 'excerpt'))} />
      {lines.length > LATEST_SHOWN ? (
        <p class="govuk-body">
          <a class="govuk-link" href={`/d/${facts.d.reference}/history`}>
            Everything that happened ({lines.length} entries)
          </a>
        </p>
      ) : null}
      {facts.isLead ? (
        <p class="govuk-body">
          <a class="govuk-link" href={`/d/${facts.d.reference}/looked`}>
            Who looked at it
          </a>
        </p>
      ) : null}
    </>
  );
};

/** One page of everything that happened, with all its words. `page` counts from 1. */
export const WholeHistory = ({ facts, page }: { facts: DisagreementFacts; page: number }) => (
  <Timeline
    headingLevel={2}
    entries={linesOf(facts)
      .slice((page - 1) * LINES_A_PAGE, page * LINES_A_PAGE)
      .map((entry) => entryInWords(facts, entry, 'whole'))}
  />
);

function entryInWords(facts: DisagreementFacts, entry: HistoryEntry, words: 'whole' | 'excerpt'): TimelineEntry {
  const lead = facts.d.leads?.find(({ id }) => id === entry.by)?.person;
  const person = lead ?? Object.values(facts.d.people).find(({ id }) => id === entry.by)?.person;
  const text = entry.textId === undefined ? undefined : facts.texts[entry.textId];
  const isCut = words === 'excerpt' && text !== undefined && text.length > EXCERPT_LETTERS;
  const lines = [factsInWords(facts, entry), sourceInWords(facts, entry)].filter(Boolean);
  return {
    title: titleOf(policyThen(facts, entry), entry),
    when: momentInWords(entry.at),
    at: entry.at,
    ...(person ? { by: `${nameOrYou(facts, person)}${lead ? ", as the partnership's lead" : ''}` } : {}),
    ...(lines.length > 0 || entry.textId !== undefined
      ? {
          detail: (
            <>
              {lines.length > 0 ? <p class="govuk-body govuk-!-margin-bottom-1">{lines.join(' ')}</p> : null}
              {entry.textId === undefined ? null : (
                <Words text={isCut ? `${text.slice(0, EXCERPT_LETTERS).trimEnd()}…` : text} />
              )}
            </>
          ),
        }
      : {}),
  };
}

/** What happened, in words for somebody who was not there. What is not here says it well enough in the record's own words. */
const TITLES: Readonly<Record<string, string>> = {
  raised: 'It was raised',
  reminded: 'A reminder was sent',
  escalated: 'It was taken to the next stage',
  resolved: 'It was resolved: both sides agreed',
  withdrawn: 'It was withdrawn',
  closed: 'It was closed',
  reopened: 'It was opened again',
  completed: 'What was missing was added',
  corrected: 'A correction was made',
  'said it is theirs': 'Somebody who was asked said that it is theirs',
  'said it is not theirs': 'Somebody who was asked said that it is not theirs',
  'said it was agreed': 'Somebody said that it had been agreed before',
  'harm flagged': 'Somebody was flagged as at risk of immediate harm',
  'harm seen': 'The risk of immediate harm was seen',
  'harm ended': 'The risk of immediate harm was dealt with',
  'chasing started': 'Nobody had said yet that they have seen it, so we began to ask again',
  'chasing ended': 'We stopped asking again whether it was seen',
  'nobody to ask': 'Nobody could be asked; the partnership was told',
  'acting raiser named': 'Somebody acts for the person who raised it',
  'address vouched for': 'An address was vouched for',
  'address waits to be vouched for': 'An address outside its agency’s domains waits to be vouched for',
  'said not to be theirs': 'A safeguarding lead said that an address is nobody’s of their agency',
  'advice asked for': 'Advice was asked for inside an agency',
  'advice given': 'Advice was given inside an agency',
  'agency added': 'An agency was added',
  'agency not concerned': 'An agency said that it is not concerned',
  'asked of understanding': 'Both sides were asked whether it is what they understood',
  'understood the same': 'Somebody said that it is what they understood',
  'understood otherwise': 'Somebody had understood it otherwise',
  'bank holidays corrected': 'The list of bank holidays changed',
  'came second, kept': 'An answer came after another, and is kept',
  'checked back': 'We asked whether what was agreed is done',
  'action done': 'Somebody said that an agreed action is done',
  'action done late': 'Somebody said that an agreed action is done, later than agreed',
  'action not done': 'Somebody said that an agreed action is not done',
  'checklist answered': 'An agency answered its closing checklist',
  'closed as out of scope': 'It was closed as out of scope',
  'copy sent': 'A copy of the record was sent by email to somebody who cannot use links',
  'confirmed in writing': 'The outcome was confirmed in writing',
  'contact replaced': 'A contact was replaced',
  'decided not to convene': 'It was decided not to convene a meeting',
  'decision recorded': 'How it ended was recorded',
  'dissent kept': 'Another view of the outcome was added',
  'discussion recorded': 'A discussion was recorded',
  'discussion approved': 'The record of a discussion was approved',
  'discussion corrected': 'A correction was added to the record of a discussion',
  'email attached as a note': 'An email was added as a note',
  'lead stood aside': "One of the partnership's leads stood aside",
  'learning followed up': 'What became of something to learn was recorded',
  'learning recorded': 'Something to learn was recorded',
  'meeting reported': 'How the meeting ended was reported',
  'next person asked for': 'An agency was asked who takes the next stage',
  'next person asked for again': 'An agency was asked again who takes the next stage',
  'next person named': 'Somebody was named for a later stage',
  'next person not named, reported': 'Nobody was named for the next stage; their safeguarding lead was told',
  'no agreement': 'No agreement was reached at this stage',
  'no panel can be made up': 'No panel can be made up',
  'outcome proposed': 'An outcome was proposed',
  'outcome confirmed': 'The proposed outcome was confirmed',
  'outcome disputed': 'The proposed outcome was disputed',
  'policy issue raised': 'A significant policy issue was raised',
  'recorded for somebody': 'Something was written down for somebody who could not reach this page',
  'refusal taken to the safeguarding lead': 'The refusal was taken to the safeguarding lead',
  'representations given': 'One side said what it wants heard',
  'sent forward': 'It was sent forward',
  'supporter appointed': 'Somebody was named to stand by a side',
  'taken forward': 'It was reviewed and taken forward',
  'not taken forward': 'It was reviewed and not taken forward',
  're-routed': 'It was reviewed and sent elsewhere',
  'not reviewed in time': 'It was not reviewed in time, so it goes forward',
  'found to be the same': 'It was found to be the same as one raised before',
  'merged from': 'Another record of the same disagreement goes on here',
  'more taken over': 'What was added to the other record meanwhile was taken over',
  'not merged after all': 'The two were not merged: one of them had changed',
  'policy corrected': 'The policy that governs it was corrected',
  'merged into': 'It goes on in the one raised before',
  'alternative chosen': 'An agency chose whom it asks instead of line management',
  'line management chosen again': 'An agency chose line management again',
  'talked over': 'It was talked over inside the agency',
  'timescale shortened': 'The time was shortened',
  'told of reopening': 'Those who settled it were told that something is not done',
  'withdrawal asked for': 'The person who raised it asked to withdraw it',
  'withdrawal agreed': 'The withdrawal was agreed',
  'debrief offered': 'A debrief was offered',
  'debrief held': 'A debrief was held',
};

/**
 * The clause of a line. The time of a stage that opens stands with its own clause, which is not the one that brought it there; a time that the
 * policy does not give has none (BEY-6). That somebody raised it says no clause: the one kept with it is of where it starts.
 */
function sourceInWords(facts: DisagreementFacts, entry: HistoryEntry): string {
  // A corrected calendar is nobody's clause: it is kept with the line for the time that was counted again.
  const isOfATime =
    (entry.what === 'stage opened' && typeof entry.facts?.['until'] === 'string') ||
    entry.what === 'bank holidays corrected';
  return entry.clause && entry.what !== 'raised' && !isOfATime && !wasMovedByOurTime(facts, entry)
    ? `The policy says so at ${entry.clause}.`
    : '';
}

/** Whether a stage was left, or the next one opened, because a time had passed that the policy does not give. */
function wasMovedByOurTime({ d }: DisagreementFacts, { what, at }: HistoryEntry): boolean {
  if (what !== 'stage left' && what !== 'stage opened') return false;
  return everyVisit(d).some(
    ({ closedAt, closedBy, deadline }) =>
      closedAt === at && BY_A_TIME.includes(closedBy) && deadline && !clauseThatGives(deadline),
  );
}

const BY_A_TIME: readonly unknown[] = ['deadline', 'protective timescale', 'local target'];

/** Until when a stage runs, and whose time that is; only the moment, where the time has been changed since. */
function untilInWords({ d }: DisagreementFacts, { at, stageId }: HistoryEntry, until: string): string {
  const deadline = everyVisit(d).find((visit) => visit.stageId === stageId && visit.openedAt === at)?.deadline;
  const whose =
    deadline?.at !== until
      ? ''
      : deadline.isOurNumber
        ? ': our choice, not the policy’s'
        : deadline.which === 'local target'
          ? ": the partnership's own target, not the policy's"
          : ` (${deadline.clause})`;
  return `Until ${momentInWords(until)}${whose}.`;
}

/** The policy whose stages a line speaks of: up to a correction it is the one before. */
function policyThen({ d, policy, policiesBefore = [] }: DisagreementFacts, { n }: HistoryEntry): Policy {
  const index = (d.earlierPolicies ?? []).findIndex(({ until }) => n <= until);
  return policiesBefore[index] ?? policy;
}

function titleOf(policy: Policy, entry: HistoryEntry): string {
  const stage = entry.stageId ? policy.stages.find(({ id }) => id === entry.stageId) : undefined;
  const name = stage ? stage.label : '';
  switch (entry.what) {
    case 'stage opened':
      return `${name} opened: ${stage?.name ?? ''}`;
    case 'stage left':
      return CLOCKS.has(String(entry.facts?.['by'])) ? `${name} ended by itself` : `${name} ended`;
    case 'automatic move retracted':
      return `The move to ${name} by the clock is taken back`;
    default:
      return TITLES[entry.what] ?? capital(entry.what);
  }
}

/** What ends a stage with nobody doing anything. */
const CLOCKS: ReadonlySet<string> = new Set(['deadline', 'cap', 'protective timescale', 'local target', 'harm clock']);

/** Why a stage ended or opened, in words that blame nobody. */
const CAUSES: Record<string, string> = {
  deadline: "the policy's time for it had passed",
  cap: "the policy's time from the outset had passed",
  'protective timescale': 'the shorter time that was set to keep somebody safe had passed',
  'local target': "the partnership's own target, not the policy's, had passed",
  'a person': 'somebody who takes part recorded or asked for it',
  'policy issue': 'a significant policy issue goes straight there',
  'immediate harm': 'somebody was at risk of immediate harm',
  'harm clock': "the policy's time at immediate harm had passed",
  outcome: 'an outcome was recorded',
};

/** The same of a time that is our choice. */
const OUR_CAUSES: Record<string, string> = {
  deadline: 'the time for it, which is our choice and not the policy’s, had passed',
  'protective timescale': `${CAUSES['protective timescale']}, which is our choice and not the policy’s`,
};

function factsInWords(facts: DisagreementFacts, entry: HistoryEntry): string {
  const said = entry.facts ?? {};
  switch (entry.what) {
    case 'stage opened':
      return typeof said['until'] === 'string' ? untilInWords(facts, entry, said['until']) : '';
    case 'stage left': {
      const to = policyThen(facts, entry).stages.find(({ id }) => id === said['to']);
      const by = String(said['by']);
      const isOurs = wasMovedByOurTime(facts, entry) && by !== 'local target';
      const why = isOurs ? OUR_CAUSES[by] : CAUSES[by];
      const blames = CLOCKS.has(by) ? ' Nobody is blamed.' : '';
      return `${to ? `It went to ${to.label}` : 'It went further'}${why ? ` because ${why}` : ''}.${blames}`;
    }
    case 'bank holidays corrected':
      return correctionInWords(said);
    case 'raised':
      return typeof said['arose'] === 'string'
        ? `It arose on ${dayInWords(said['arose'])}. Raised by ${said['by']}.`
        : '';
    case 'policy corrected': {
      const was = policyThen(facts, entry);
      const is = policyThen(facts, { ...entry, n: entry.n + 1 });
      return `From “${was.title}” of ${was.board} to “${is.title}” of ${is.board}.`;
    }
    case 'not reviewed in time':
      return 'The time for it is our choice, not the policy’s.';
    case 'reminded':
      return `${said['people']} ${said['people'] === 1 ? 'person' : 'people'} had not answered.`;
    case 'timescale shortened':
      return typeof said['until'] === 'string' ? `To ${momentInWords(said['until'])}.` : '';
    case 'automatic move retracted':
    case 'said it was agreed':
      return typeof said['agreed'] === 'string' ? `Agreed on ${dayInWords(said['agreed'])}.` : '';
    case 'checklist answered':
      // How a question of competence was answered is for that agency alone (OUT-9).
      return `${facts.agencyName(String(said['agency']))}: ${said['answer'] ?? 'answered'}.`;
    case 'meeting arranged':
    case 'meeting arranged again':
    case 'mediation arranged':
    case 'mediation arranged again':
    case 'panel arranged':
    case 'panel arranged again':
      return typeof said['at'] === 'string' ? `For ${momentInWords(said['at'])}.` : '';
    case 'talked over':
    case 'discussion recorded':
    case 'discussion approved':
      return typeof said['held'] === 'string' ? `Held on ${dayInWords(said['held'])}.` : '';
    case 'harm flagged':
      return typeof said['since'] === 'string'
        ? `The risk was thought to exist from ${momentInWords(said['since'])}.`
        : '';
    case 'harm ended':
      return said['took'] === 'none needed' ? 'Nothing was needed.' : 'Action was taken.';
    case 'chasing ended':
      return `After ${said['rounds']} ${said['rounds'] === 1 ? 'chase' : 'chases'}.`;
    case 'recorded for somebody': {
      const whose = Object.values(facts.d.people).find(({ id }) => id === said['for'])?.person;
      return whose ? `For ${nameOrYou(facts, whose)}.` : '';
    }
    case 'copy sent': {
      const whose = Object.values(facts.d.people).find(({ id }) => id === said['whose'])?.person;
      const to = whose ? `To ${nameOrYou(facts, whose)}` : 'To somebody who takes part';
      return `${to}, ${said['locked'] ? 'locked with a password' : 'at an address on the list of secure ones'}.${
        entry.by === 'clock' ? '' : ' The lead had spoken with them first.'
      }`;
    }
    case HEARD['is away']:
    case HEARD['email came back']:
    case HEARD['could not be sent']:
    case HEARD['something else']: {
      const whose = Object.values(facts.d.people).find(({ id }) => id === said['whose'])?.person;
      return whose ? `${nameOrYou(facts, whose)}, ${facts.agencyName(whose.agency)}.` : '';
    }
    case 'found to be the same':
    case 'merged from':
    case 'more taken over':
    case 'merged into':
    case 'not merged after all':
      return `${said['reference']}.`;
    case 'agency added':
      return [facts.agencyName(String(said['agency'])), said['site']].filter(Boolean).join(', ');
    case 'address waits to be vouched for':
    case 'said not to be theirs':
    case 'agency not concerned':
    case 'contact replaced':
    case 'alternative chosen':
    case 'line management chosen again':
    case 'next person asked for':
    case 'next person asked for again':
    case 'next person not named, reported':
    case 'nobody to ask':
      return typeof said['agency'] === 'string' ? facts.agencyName(said['agency']) : '';
    default:
      return '';
  }
}

/** Which day changed, and from when to when the deadline moved: a correction of the calendar is nobody's doing (BEY-19). */
function correctionInWords(said: NonNullable<HistoryEntry['facts']>): string {
  const days = (fact: unknown) => (typeof fact === 'string' ? fact.split(' ').map(dayInWords).join(', ') : '');
  const added = days(said['added']);
  const removed = days(said['removed']);
  const moved =
    typeof said['was'] === 'string' && typeof said['until'] === 'string'
      ? `The deadline was ${momentInWords(said['was'])} and is now ${momentInWords(said['until'])}.`
      : '';
  return [added ? `Now a bank holiday: ${added}.` : '', removed ? `No longer a bank holiday: ${removed}.` : '', moved]
    .filter(Boolean)
    .join(' ');
}
