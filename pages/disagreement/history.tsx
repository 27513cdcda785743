import { HEARD } from '../../escalation/automatic-mail.ts';
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
  const lead = facts.d.leads?.find(({ id }) => id === entry.by)?.person;
  const person = lead ?? Object.values(facts.d.people).find(({ id }) => id === entry.by)?.person;
  const text = entry.textId === undefined ? undefined : facts.texts[entry.textId];
  const lines = [factsInWords(facts, entry), entry.clause ? `Policy: ${entry.clause}` : ''].filter(Boolean);
  return {
    title: titleOf(facts.policy, entry),
    when: momentInWords(entry.at),
    at: entry.at,
    ...(person ? { by: `${nameOrYou(facts, person)}${lead ? ", as the partnership's lead" : ''}` } : {}),
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
    case 'automatic move retracted':
      return `The move to ${name} by the clock is retracted`;
    case 'reminded':
      return 'Reminder sent';
    case 'harm flagged':
      return 'Flagged: somebody is at risk of immediate harm';
    case 'harm seen':
      return 'The risk of immediate harm was seen';
    case 'harm ended':
      return 'The risk of immediate harm was dealt with';
    case 'chasing started':
      return 'Chasing started: nobody had said yet that they have seen it';
    case 'nobody to ask':
      return 'Nobody could be asked; the partnership was told';
    case 'found to be the same':
      return 'Found to be the same as one raised before';
    case 'merged from':
      return 'Another record of the same disagreement goes on here';
    case 'more taken over':
      return 'What was added to the other record meanwhile was taken over';
    case 'merged into':
      return 'It goes on in the one raised before';
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
  'a person': 'somebody who takes part recorded or asked for it',
  'policy issue': 'a significant policy issue goes straight there',
  'immediate harm': 'somebody was at risk of immediate harm',
  'harm clock': "the policy's time at immediate harm had passed",
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
    case 'automatic move retracted':
    case 'said it was agreed':
      return typeof said['agreed'] === 'string' ? `Agreed on ${dayInWords(said['agreed'])}.` : '';
    case 'checklist answered':
      return `${facts.agencyName(String(said['agency']))}: ${said['answer']}.`;
    case 'discussion approved':
    case 'meeting arranged':
    case 'meeting arranged again':
    case 'mediation arranged':
    case 'mediation arranged again':
    case 'panel arranged':
    case 'panel arranged again':
      return typeof said['at'] === 'string' ? `For ${momentInWords(said['at'])}.` : '';
    case 'talked over':
    case 'discussion recorded':
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
    case HEARD['is away']:
    case HEARD['email came back']:
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
