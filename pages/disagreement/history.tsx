import type { Policy } from '../../escalation/policy.ts';
import type { HistoryEntry } from '../../escalation/record.ts';
import { Timeline, type TimelineEntry } from '../components/index.ts';
import { dayInWords, momentInWords } from './deadline-words.ts';
import { type DisagreementFacts, nameOrYou } from './facts.ts';
import { Words } from './record.tsx';

/** Everything that happened, latest first, each automatic move with the clause that caused it (BEY-6). */
export const History = ({ facts }: { facts: DisagreementFacts }) => (
  <Timeline entries={facts.d.history.toReversed().map((entry) => entryInWords(facts, entry))} />
);

function entryInWords(facts: DisagreementFacts, entry: HistoryEntry): TimelineEntry {
  const person = Object.values(facts.d.people).find(({ id }) => id === entry.by)?.person;
  const text = entry.textId === undefined ? undefined : facts.texts[entry.textId];
  const lines = [factsInWords(facts, entry), entry.clause ? `Policy: ${entry.clause}` : ''].filter(Boolean);
  return {
    title: titleOf(facts.policy, entry),
    when: momentInWords(entry.at),
    at: entry.at,
    ...(person ? { by: nameOrYou(facts, person) } : {}),
    ...(lines.length > 0 || entry.textId !== undefined
      ? {
          detail: (
            <>
              {lines.map((line) => (
                <p class="govuk-body govuk-!-margin-bottom-1">{line}</p>
              ))}
              {entry.textId === undefined ? null : <Words text={text} />}
            </>
          ),
        }
      : {}),
  };
}

function titleOf(policy: Policy, entry: HistoryEntry): string {
  const stage = entry.stageId ? policy.stages.find(({ id }) => id === entry.stageId) : undefined;
  const name = stage ? stage.label : '';
  switch (entry.what) {
    case 'stage opened':
      return `${name} opened: ${stage?.name ?? ''}`;
    case 'stage left':
      return `${name} ended`;
    case 'reminded':
      return 'Reminder sent';
    case 'nobody to ask':
      return 'Nobody could be asked; the partnership was told';
    default:
      return entry.what.charAt(0).toUpperCase() + entry.what.slice(1);
  }
}

/** Why a stage ended or opened, in words that blame nobody. */
const CAUSES: Record<string, string> = {
  deadline: "the policy's time for it had passed",
  cap: "the policy's time from the outset had passed",
  'protective timescale': 'the shorter time that was set to keep somebody safe had passed',
  'local target': "the partnership's own target had passed",
  'a person': 'somebody who takes part asked for it',
  'policy issue': 'a significant policy issue goes straight there',
  outcome: 'an outcome was recorded',
};

function factsInWords(facts: DisagreementFacts, entry: HistoryEntry): string {
  const said = entry.facts ?? {};
  switch (entry.what) {
    case 'stage opened':
      return typeof said['until'] === 'string' ? `Until ${momentInWords(said['until'])}.` : '';
    case 'stage left': {
      const to = facts.policy.stages.find(({ id }) => id === said['to']);
      const why = CAUSES[String(said['by'])];
      return `${to ? `It went to ${to.label}` : 'It went further'}${why ? ` because ${why}` : ''}.`;
    }
    case 'bank holidays corrected':
      return correctionInWords(said);
    case 'raised':
      return typeof said['arose'] === 'string'
        ? `It arose on ${dayInWords(said['arose'])}. Raised by ${said['by']}.`
        : '';
    case 'reminded':
      return `${said['people']} ${said['people'] === 1 ? 'person' : 'people'} had not answered.`;
    case 'timescale shortened':
      return typeof said['until'] === 'string' ? `To ${momentInWords(said['until'])}.` : '';
    case 'discussion recorded':
      return typeof said['held'] === 'string' ? `Held on ${dayInWords(said['held'])}.` : '';
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
