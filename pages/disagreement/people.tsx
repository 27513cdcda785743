import { roleInWords } from '../../escalation/asked-as.ts';
import { BOARD } from '../../escalation/directory.ts';
import { inAList } from '../../escalation/in-a-list.ts';
import { alternativeAt, type Role, requireStage } from '../../escalation/policy.ts';
import type { Asked, Person, StageVisit } from '../../escalation/record.ts';
import { momentInWords } from '../../escalation/spoken-time.ts';
import { SummaryList, type SummaryRow } from '../components/index.ts';
import { type DisagreementFacts, nameOrYou, sideInWords } from './facts.ts';

/** Everybody on both sides: what each is there, how they came to be asked, and whether they have answered. */
export const People = ({ facts }: { facts: DisagreementFacts }) => {
  const { d } = facts;
  const responding = d.raisedWith.map(({ agency }) => agency);
  const isWithinOne = responding.includes(d.raiser.agency);
  const sides = [
    { side: 'raising' as const, agency: d.raiser.agency },
    ...responding.map((agency) => ({ side: 'responding' as const, agency })),
  ].map((one) => ({ ...one, title: titleOf(facts, one, isWithinOne) }));
  const askedOf = sides.map((one) => ({ ...one, rows: rowsOf(facts, one) }));
  const board = askedAt(facts, ({ side }) => side === 'board');
  const shown = new Set([...askedOf.flatMap(({ rows }) => rows.map(({ email }) => email)), ...board.keys()]);
  const told = Object.values(d.people).filter(({ person, mine }) => !shown.has(person.email) && mine !== 'not mine');
  const choices = whoIsChosen(facts);
  return (
    <>
      {askedOf.map(({ title, rows, agency }) => (
        <SummaryList
          card={{ title, headingLevel: 3 }}
          rows={[
            ...rows,
            rows.length === 0 && {
              key: 'Practitioner',
              value: 'Not known yet. Their safeguarding lead has been asked.',
            },
            ...namedFor(facts, agency),
          ]}
        />
      ))}
      {board.size > 0 ? (
        <SummaryList
          card={{ title: 'Asked for the partnership', headingLevel: 3 }}
          rows={[...board.values()].map((visits) => rowFor(facts, visits[0]!.asked.person, visits))}
        />
      ) : null}
      {choices.length > 0 ? (
        <SummaryList card={{ title: 'Who is asked instead of line management', headingLevel: 3 }} rows={choices} />
      ) : null}
      {told.length > 0 ? (
        <SummaryList
          card={{ title: 'Told, or with another part in it', headingLevel: 3 }}
          rows={told.map(({ person, places }) => ({
            key: nameOf(facts, person),
            value: `${postOf(facts, person)}: ${inAList(places.map((place) => PLACES[place]))}.`,
          }))}
        />
      ) : null}
    </>
  );
};

function titleOf(
  facts: DisagreementFacts,
  one: { side: 'raising' | 'responding'; agency: string },
  isWithinOne: boolean,
): string {
  const who = sideInWords(facts, one);
  if (one.side === 'raising') return `Raised by ${who}`;
  return `Raised with ${who}${isWithinOne ? ', the other side' : ''}`;
}

const PLACES: Record<DisagreementFacts['d']['people'][string]['places'][number], string> = {
  raiser: 'raised it',
  counterpart: 'the practitioner it was raised with',
  asked: 'asked',
  deputy: 'asked as a deputy',
  'safeguarding lead': 'a safeguarding lead who was asked',
  adviser: 'gives advice in their own agency',
  supporter: 'stands by one side',
  chair: 'chairs the meeting',
  mediator: 'mediates',
  'panel member': 'sits on the panel',
  'told of harm': 'told that somebody is at risk',
  'asked to vouch': 'asked whose an address is',
  told: 'told of it',
};

interface AskedAt {
  visit: StageVisit;
  asked: Asked;
}

/** Each person asked, by address, with every time they were. */
function askedAt({ d }: DisagreementFacts, is: (asked: Asked) => boolean): Map<string, AskedAt[]> {
  const people = new Map<string, AskedAt[]>();
  for (const visit of d.stages)
    for (const asked of visit.asked)
      if (is(asked)) people.set(asked.person.email, [...(people.get(asked.person.email) ?? []), { visit, asked }]);
  return people;
}

function rowsOf(
  facts: DisagreementFacts,
  one: { side: 'raising' | 'responding'; agency: string },
): (SummaryRow & { email: string })[] {
  const { d } = facts;
  const people = askedAt(facts, ({ side, agency }) => side === one.side && agency === one.agency);
  const own =
    one.side === 'raising'
      ? [d.raiser, ...(d.raisersManager ? [d.raisersManager] : [])]
      : d.raisedWith.flatMap(({ agency, practitioner }) =>
          agency === one.agency && practitioner ? [practitioner] : [],
        );
  for (const person of own) if (!people.has(person.email)) people.set(person.email, []);
  const first = own.map(({ email }) => email);
  return [...people]
    .sort(([a], [b]) => rank(first, a) - rank(first, b))
    .map(([email, visits]) => {
      const person = visits[0]?.asked.person ?? own.find((known) => known.email === email)!;
      return { ...rowFor(facts, person, visits), email };
    });
}

const rank = (first: readonly string[], email: string) => {
  const at = first.indexOf(email);
  return at === -1 ? first.length : at;
};

function rowFor(facts: DisagreementFacts, person: Person, visits: readonly AskedAt[]): SummaryRow {
  const { d } = facts;
  const parts = [
    person.email === d.raiser.email ? 'raised it' : '',
    person.email === d.raisersManager?.email ? 'line manager of the person who raised it' : '',
    d.raisedWith.some(({ practitioner }) => practitioner?.email === person.email) ? PLACES.counterpart : '',
  ].filter(Boolean);
  return {
    key: nameOf(facts, person),
    value: (
      <>
        <p class="govuk-body govuk-!-margin-bottom-1">
          {[postOf(facts, person), ...parts].join(', ')}
          {visits.length === 0 ? '. Not asked' : ''}
        </p>
        {visits.length === 0 ? null : (
          <ul class="govuk-list govuk-list--bullet govuk-!-margin-bottom-0">
            {visits.map((one) => (
              <li>{askedInWords(facts, one)}</li>
            ))}
          </ul>
        )}
      </>
    ),
  };
}

/** "Stage 2, as line manager. The directory has them in that post. Has not answered yet". */
function askedInWords(facts: DisagreementFacts, { visit, asked }: AskedAt): string {
  const { label } = requireStage(facts.policy, visit.stageId);
  const as = asked.as ?? roleInWords(asked.role);
  const forAnother = asked.agency === asked.person.agency ? '' : `, for ${facts.agencyName(asked.agency)}`;
  return [`${label}, as ${as}${forAnother}`, HOW_ASKED[asked.because] ?? '', answerOf(visit, asked)]
    .filter(Boolean)
    .join('. ');
}

/** How somebody came to be asked, in the order in which people are looked for (ROU-11). Of the others, as what they are asked says it. */
const HOW_ASKED: Readonly<Record<string, string>> = {
  'raised it': 'They raised it',
  'named by the raiser': 'The person who raised it named them',
  'named by their own side': 'Their own side named them',
  directory: 'The directory has them in that post',
  deputy: 'Whoever holds that post cannot be asked',
  delegated: 'Their agency has given that post to another body',
};

const UNREACHED = {
  'is away': 'an automatic reply said that they are away',
  'email came back': 'our email came back',
  'could not be sent': 'our email could not be sent, and we stopped trying',
} as const;

function answerOf(visit: StageVisit, asked: Asked): string {
  if (asked.notMineAt) return `Asked no more since ${momentInWords(asked.notMineAt)}`;
  if (asked.answeredAt) return `Answered at ${momentInWords(asked.answeredAt)}`;
  if (asked.unreached && !visit.closedAt)
    return `Has not answered yet: ${UNREACHED[asked.unreached.why]} at ${momentInWords(asked.unreached.at)}, so somebody else is asked as well`;
  return visit.closedAt ? 'No answer was recorded here' : 'Has not answered yet';
}

/** Who their own side says takes a later stage, where they are not asked yet. */
function namedFor({ d }: DisagreementFacts, agency: string): SummaryRow[] {
  return Object.entries(d.named).flatMap(([post, person]) => {
    const [whose, role] = post.split(' ') as [string, Role];
    const isAsked = d.stages.some(({ asked }) => asked.some((one) => one.person.email === person.email));
    return whose === agency && !isAsked
      ? [{ key: person.name, value: `Named by their own side as ${roleInWords(role)}. Not asked yet` }]
      : [];
  });
}

const nameOf = ({ readBy }: DisagreementFacts, { name, email }: Person) => (email === readBy ? `${name} (you)` : name);

const postOf = (facts: DisagreementFacts, { job, agency }: Person) =>
  [job, agency === BOARD ? "The partnership's board" : facts.agencyName(agency)].filter(Boolean).join(', ');

/** Each side's choice of whom it asks instead of line management, where the policy gives one and the last word is that (ROU-4). */
function whoIsChosen({ d, policy, agencyName, readBy }: DisagreementFacts): SummaryRow[] {
  return (d.chosen ?? []).flatMap((choice, at) => {
    const isLast = !d.chosen!.slice(at + 1).some((one) => isOfSameStage(one, choice));
    const stage = policy.stages.find(({ id }) => id === choice.stageId);
    const alternative = alternativeAt(stage);
    if (!isLast || choice.who === 'line management' || !stage || !alternative) return [];
    const who = `${agencyName(choice.agency)}: ${alternative.called}, instead of line management (${alternative.clause})`;
    return [{ key: `Chosen for ${stage.label}`, value: `${who}. Chosen by ${nameOrYou({ readBy }, choice.by)}.` }];
  });
}

type Choice = NonNullable<DisagreementFacts['d']['chosen']>[number];
const isOfSameStage = (one: Choice, other: Choice) =>
  one.stageId === other.stageId && one.agency === other.agency && one.side === other.side;
