import { momentInWords } from '../../escalation/spoken-time.ts';
import type { AnnualReturn, ReturnRow } from '../../escalation/statistics.ts';
import { Button, DateInput, Details, InsetText, Radios, Table } from '../components/index.ts';
import { dateOf, type FormState } from '../frame.ts';
import { Bars } from './bars.tsx';
import { DeskFrame, type DeskPlace } from './desk-frame.tsx';

/** Which return is asked for: ISO days, both included, and for whom. */
export interface ReturnAsked {
  from: string;
  until: string;
  audience: 'partnership' | 'outside';
}

/** A return as it was worked out, and where else it can be read. */
export interface ReturnShown {
  madeAt: string;
  return: AnnualReturn;
  /** Where it is a spreadsheet. */
  csv: string;
  /** Whether every section is unfolded, and the address of the same page the other way. */
  unfold: { isAll: boolean; other: string };
}

/**
 * The annual return of a year or any period (STA-1): as it was last worked out, each section as a table with its bars. The sections are
 * folded, so that a telephone shows what there is before what is in it; on paper they are open.
 */
export const ReturnPage = (props: {
  place: DeskPlace;
  form: FormState;
  /** Absent when the form could not be read. */
  asked?: ReturnAsked;
  made?: ReturnShown;
}) => (
  <DeskFrame place={props.place} title="Annual return" errors={props.form.errors}>
    <form method="get" action="/lead/return" class="app-filter">
      {props.place.led.length > 1 ? (
        <input type="hidden" name="partnership" value={props.place.partnership.id} />
      ) : null}
      <DateInput {...dateOf(props.form, 'from')} label="From" labelSize="s" />
      <DateInput {...dateOf(props.form, 'until')} label="To the end of" labelSize="s" />
      <Radios
        name="audience"
        label="For whom"
        labelSize="s"
        isSmall
        errors={props.form.errors}
        value={props.form.typed['audience'] ?? 'partnership'}
        items={[
          { value: 'partnership', label: 'For the partnership' },
          { value: 'outside', label: 'For anybody outside it: small numbers are not shown' },
        ]}
      />
      <div class="app-filter__buttons">
        <Button look="secondary">Show this period</Button>
      </div>
    </form>
    {props.asked ? <Work asked={props.asked} made={props.made} place={props.place} /> : null}
    {props.made ? <Made made={props.made.return} unfold={props.made.unfold} /> : null}
  </DeskFrame>
);

const Work = ({ asked, made, place }: { asked: ReturnAsked; made: ReturnShown | undefined; place: DeskPlace }) => (
  <>
    {made ? (
      <p class="govuk-body">
        As it stood at {momentInWords(made.madeAt)}.{' '}
        <a class="govuk-link" href={made.csv}>
          Download it as a spreadsheet (CSV)
        </a>
      </p>
    ) : (
      <InsetText>
        The return of this period has not been worked out yet. It reads every disagreement raised in it and in the year
        before, which takes some seconds.
      </InsetText>
    )}
    <form method="post" action="/lead/return">
      <input type="hidden" name="partnership" value={place.partnership.id} />
      <input type="hidden" name="from" value={asked.from} />
      <input type="hidden" name="until" value={asked.until} />
      <input type="hidden" name="audience" value={asked.audience} />
      <Button look={made ? 'secondary' : undefined}>{made ? 'Work it out again' : 'Work it out'}</Button>
    </form>
  </>
);

const Made = ({ made, unfold }: { made: AnnualReturn; unfold: ReturnShown['unfold'] }) => {
  const sections = [...new Set(made.rows.map(({ section }) => section))].map((section) => {
    const rows = made.rows.filter((row) => row.section === section && isSomething(row));
    return { section, rows };
  });
  const empty = sections.filter(({ rows }) => rows.length === 0);
  return (
    <>
      <h2 class="govuk-heading-m">{made.period}</h2>
      <p class="govuk-body">
        What became of the disagreements raised in the period, as far as was known.
        {made.previousPeriod ? ` A full bar is this period, an outlined one ${made.previousPeriod}.` : ''} Lines with
        nothing to count are left out here; the spreadsheet has every one.
      </p>
      <p class="govuk-body app-not-printed">
        <a class="govuk-link" href={unfold.other}>
          {unfold.isAll ? 'Fold every section' : 'Unfold every section'}
        </a>
      </p>
      {sections
        .filter(({ rows }) => rows.length > 0)
        .map((one, index) => (
          <Details summary={one.section} isOpen={unfold.isAll || index === 0} class="app-return-section">
            <Section made={made} {...one} />
          </Details>
        ))}
      {empty.length > 0 ? (
        <p class="govuk-body">
          <strong>Nothing to count:</strong> {empty.map(({ section }) => section).join('; ')}.
        </p>
      ) : null}
    </>
  );
};

const numberIn = (value: ReturnRow['before']) => (typeof value === 'number' ? value : undefined);

/** False for a line of which neither period has any. A number that is not shown is something. */
const isSomething = ({ value, before }: ReturnRow) => ![value, before ?? 0].every((one) => one === 0 || one === 'none');

const Section = ({ made, rows, section }: { made: AnnualReturn; rows: readonly ReturnRow[]; section: string }) => {
  const longest = Math.max(0, ...rows.flatMap(({ value, before }) => [numberIn(value) ?? 0, numberIn(before) ?? 0]));
  return (
    <Table
      caption={<span class="govuk-visually-hidden">{section}</span>}
      class="app-return"
      head={[
        { content: 'Measure', class: 'app-return__measure' },
        { content: 'This period', isNumeric: true },
        ...(made.previousPeriod === undefined ? [] : [{ content: 'Year before', isNumeric: true }]),
      ]}
      firstCellIsHeader
      rows={rows.map(({ measure, value, before }) => [
        {
          content: (
            <>
              {measure}
              <Bars value={numberIn(value)} before={numberIn(before)} longest={longest} />
            </>
          ),
          class: 'app-return__measure',
        },
        { content: String(value), isNumeric: true },
        ...(made.previousPeriod === undefined ? [] : [{ content: String(before ?? 'none'), isNumeric: true }]),
      ])}
    />
  );
};
