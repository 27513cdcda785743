import { capital } from '../../escalation/capital.ts';
import { inAList } from '../../escalation/in-a-list.ts';
import { type ListQuery, type ListRow, rowAgencyInWords } from '../../escalation/open-list.ts';
import { momentInWords } from '../../escalation/spoken-time.ts';
import { latestMoment } from '../../escalation/why-this-deadline.ts';
import { Button, Details, InsetText, Select, Tag } from '../components/index.ts';
import { DeskFrame, type DeskPlace, deskLink } from './desk-frame.tsx';
import { StepDrawing } from './step-drawing.tsx';

/** A page of rows of a list, and the way to the others. */
export interface RowsPage {
  rows: readonly ListRow[];
  page: number;
  pages: number;
  /** In the whole list as it is asked for. */
  total: number;
}

/** What a lead may choose from: the stages and agencies there are. */
export interface ListChoices {
  stages: readonly { id: string; name: string }[];
  agencies: readonly { id: string; name: string }[];
}

/** What is open, filtered and in order as the address says. Everything on it works without a script. */
export const OpenListPage = (props: {
  place: DeskPlace;
  query: ListQuery;
  choices: ListChoices;
  list: RowsPage;
  belowTheLine: number;
  line: string;
}) => {
  const { place, query, list } = props;
  return (
    <DeskFrame place={place} title="Open disagreements">
      <Details summary="Choose and sort" isOpen={isChosen(query)} class="app-filter-fold">
        <form method="get" action="/lead/open" class="app-filter">
          {place.led.length > 1 ? <input type="hidden" name="partnership" value={place.partnership.id} /> : null}
          <Choose name="stage" label="Stage" value={query.stage} all="Every stage" items={props.choices.stages} />
          <Choose name="agency" label="Agency" value={query.agency} all="Every agency" items={props.choices.agencies} />
          <Choose name="subject" label="About" value={query.subject} all="A child or an adult" items={ABOUT} />
          <Choose name="time" label="Time" value={query.time} all="Any" items={TIME} />
          <Choose name="harm" label="Immediate harm" value={query.harm} all="Flagged or not" items={HARM} />
          <Choose name="mine" label="For you" value={query.mine} all="Needs you or not" items={MINE} />
          <Choose name="sort" label="In order of" value={query.sort} items={SORT} />
          <div class="app-filter__buttons">
            <Button look="secondary">Show these</Button>
            <a class="govuk-link" href={deskLink(place, '/lead/open')}>
              Show all
            </a>
          </div>
        </form>
      </Details>
      <p class="govuk-body">
        {list.total === 1 ? '1 disagreement.' : `${list.total} disagreements.`}{' '}
        {list.total > 0 ? (
          <a class="govuk-link" href={addressOf(place, '/lead/open.csv', query, 1)}>
            Download these as a spreadsheet (CSV)
          </a>
        ) : null}
      </p>
      <Rows list={list} />
      <Pages place={place} list={list} addressOf={(page) => addressOf(place, '/lead/open', query, page)} />
      {list.total > 0 ? <Key /> : null}
      <p class="govuk-body">
        Open, and not shown to the board: <strong>{props.belowTheLine}</strong>. {props.line}
      </p>
    </DeskFrame>
  );
};

/** Whether anything is asked for but the whole list in its usual order: then the choice stays unfolded, so that it is seen. */
const isChosen = ({ page: _, sort, ...chosen }: ListQuery) =>
  sort !== 'deadline' || Object.values(chosen).some((value) => value !== '');

/** What was closed in one month, the latest first. */
export const ClosedListPage = (props: {
  place: DeskPlace;
  /** "April 2026". */
  month: string;
  earlier?: { month: string; href: string };
  later?: { month: string; href: string };
  list: RowsPage;
  addressOf(page: number): string;
}) => (
  <DeskFrame place={props.place} title={`Closed in ${props.month}`}>
    <ul class="app-desk-nav__list">
      {[props.earlier, props.later].map((other) =>
        other ? (
          <li>
            <a class="govuk-link" href={other.href}>
              {other.month}
            </a>
          </li>
        ) : null,
      )}
    </ul>
    <p class="govuk-body">
      {props.list.total === 0
        ? 'None that the policy shows you.'
        : props.list.total === 1
          ? '1 disagreement.'
          : `${props.list.total} disagreements.`}
    </p>
    <Rows list={props.list} />
    <Pages place={props.place} list={props.list} addressOf={props.addressOf} />
    {props.list.total > 0 ? <Key /> : null}
  </DeskFrame>
);

const ABOUT = [
  { id: 'child', name: 'A child' },
  { id: 'adult', name: 'An adult' },
  { id: 'both', name: 'A child and an adult' },
];
const TIME = [
  { id: 'overdue', name: 'Overdue' },
  { id: 'no-number', name: 'No number of days in the policy' },
];
const HARM = [{ id: 'yes', name: 'Flagged now' }];
const MINE = [{ id: 'yes', name: 'Needs you today' }];
const SORT = [
  { id: 'deadline', name: 'Deadline, the nearest first' },
  { id: 'age', name: 'Age, the longest first' },
  { id: 'stage', name: 'Stage, the furthest first' },
];

const Choose = (props: {
  name: string;
  label: string;
  value: string;
  all?: string;
  items: readonly { id: string; name: string }[];
}) => (
  <Select
    name={props.name}
    label={props.label}
    labelSize="s"
    value={props.value}
    class="app-filter__choice"
    items={[
      ...(props.all === undefined ? [] : [{ value: '', text: props.all }]),
      ...props.items.map(({ id, name }) => ({ value: id, text: name })),
    ]}
  />
);

/** The same list at another page or as a file: only what was asked for stands in the address. */
function addressOf(place: DeskPlace, path: string, query: ListQuery, page: number): string {
  const said = Object.entries({ ...query, page: page === 1 ? '' : String(page) }).filter(
    ([name, value]) => value !== '' && !(name === 'sort' && value === 'deadline'),
  );
  const search = new URLSearchParams([
    ...(place.led.length > 1 ? [['partnership', place.partnership.id] as [string, string]] : []),
    ...said.map(([name, value]): [string, string] => [name, String(value)]),
  ]).toString();
  return search === '' ? path : `${path}?${search}`;
}

const Rows = ({ list }: { list: RowsPage }) => (
  <ol class="app-rows">
    {list.rows.map((row) => (
      <li class="app-rows__row">
        <div class="app-rows__which">
          <h2 class="govuk-heading-s app-rows__reference">
            <a class="govuk-link" href={`/d/${row.reference}`}>
              {row.reference}
            </a>
          </h2>
          <StepDrawing steps={row.steps} />
        </div>
        <div class="app-rows__what">
          <p class="app-rows__line">
            {row.outcome ? `${capital(row.outcome)} at ` : ''}
            {row.stage.label}: {row.stage.name}
          </p>
          <p class="app-rows__line">{inAList(row.agencies.map(rowAgencyInWords))}</p>
          {row.subject ? <p class="app-rows__line">{aboutWhom(row.subject)}</p> : null}
        </div>
        <div class="app-rows__when">
          <p class="app-rows__line">{whenInWords(row)}</p>
          <p class="app-rows__line">{ageInWords(row)}</p>
          <Tags row={row} />
        </div>
      </li>
    ))}
  </ol>
);

const aboutWhom = (subject: NonNullable<ListRow['subject']>) =>
  `About ${ABOUT.find(({ id }) => id === subject)!.name.replace(/^An? /, (article) => article.toLowerCase())}`;

const Tags = ({ row }: { row: ListRow }) =>
  row.harm || row.isOverdue || row.needsYou ? (
    <p class="app-rows__tags">
      {row.harm ? <Tag colour="red">{row.harm === 'not seen' ? 'Harm: not seen yet' : 'Harm: seen'}</Tag> : null}{' '}
      {row.isOverdue ? <Tag colour="orange">Overdue</Tag> : null} {row.needsYou ? <Tag>Needs you today</Tag> : null}
    </p>
  ) : null;

function whenInWords(row: ListRow): string {
  if (row.closedAt) return `Closed at ${momentInWords(row.closedAt)}`;
  if (row.deadline) return `By ${latestMoment(row.deadline)}`;
  return row.outcome ? 'Not closed yet' : 'No number of days in the policy';
}

function ageInWords({ age, sinceAt, outcome }: ListRow): string {
  if (outcome) return `Ended at ${momentInWords(sinceAt)}`;
  if (age === undefined) return `At this stage since ${momentInWords(sinceAt)}`;
  return age === 0 ? 'At this stage since today' : `At this stage for ${age} working day${age === 1 ? '' : 's'}`;
}

const Pages = ({ list, addressOf: to }: { place: DeskPlace; list: RowsPage; addressOf(page: number): string }) =>
  list.pages > 1 ? (
    <nav aria-label="Pages of this list" class="app-desk-nav">
      <ul class="app-desk-nav__list">
        {list.page > 1 ? (
          <li>
            <a class="govuk-link" href={to(list.page - 1)} rel="prev">
              Page before
            </a>
          </li>
        ) : null}
        <li>
          Page {list.page} of {list.pages}
        </li>
        {list.page < list.pages ? (
          <li>
            <a class="govuk-link" href={to(list.page + 1)} rel="next">
              Next page
            </a>
          </li>
        ) : null}
      </ul>
    </nav>
  ) : null;

/** What the drawings say, drawn once. */
const Key = () => (
  <InsetText class="app-steps-key">
    <p class="govuk-body">Each row shows the stages of its policy, the first on the left:</p>
    <StepDrawing steps={KEY_STEPS} />
    <p class="govuk-body">
      a full dot is a stage that has ended, a struck ring one that was passed over, a ring with a dot in it the stage
      that is open, and an empty ring one not reached.
    </p>
  </InsetText>
);

const KEY_STEPS: ListRow['steps'] = (['ended', 'passed over', 'open', 'ahead'] as const).map((state, index) => ({
  label: `Stage ${index + 1}`,
  name: '',
  state,
}));
