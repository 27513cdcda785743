import { InsetText, SummaryList } from './components/index.ts';
import type { Frame } from './frame.ts';
import { Layout } from './layout.tsx';
import { DraftsSection, type SavedLine } from './raise/drafts-section.tsx';

/** One line of a list: never more than the reader may see of that disagreement. */
export interface ListedLine {
  reference: string;
  agencies: string;
  stage: string;
  /** The deadline as people read it, or how the policy says it, or what it waits for. */
  byWhen: string;
  /** True when its own page says that it is the reader's move. */
  isTheirMove?: boolean;
}

/** What somebody takes part in. The page a signed-in person starts from. */
export const MinePage = (props: {
  frame: Frame;
  lines: readonly ListedLine[];
  toSay: readonly string[];
  leads: boolean;
  drafts: readonly SavedLine[];
  /** What was just done, as the address says it. */
  after?: string | undefined;
  /** Where those raised before these are; absent on the last page. */
  older?: string | undefined;
}) => (
  <Layout title="Disagreements you take part in" {...props.frame}>
    <h1 class="govuk-heading-l">Disagreements you take part in</h1>
    <DraftsSection drafts={props.drafts} after={props.after} />
    {props.toSay.map((reference) => (
      <InsetText>
        <a class="govuk-link" href={`/d/${reference}`}>
          Say whether {reference} is yours
        </a>
        . You have been asked about it.
      </InsetText>
    ))}
    {props.lines.length > 0 ? (
      <Lines caption="Your disagreements" lines={props.lines} />
    ) : props.toSay.length === 0 ? (
      <p class="govuk-body">
        You take part in none with the address you signed in with. If you were sent an email about one, sign out and
        sign in with the address it came to.
      </p>
    ) : null}
    {props.older === undefined ? null : (
      <p class="govuk-body">
        <a class="govuk-link" href={props.older}>
          Those raised before these
        </a>
      </p>
    )}
    {props.leads ? (
      <p class="govuk-body">
        <a class="govuk-link" href="/lead">
          Your partnership's disagreements
        </a>
      </p>
    ) : null}
    <p class="govuk-body">
      <a class="govuk-link" href="/calendar">
        Get your deadlines in your calendar
      </a>
    </p>
  </Layout>
);

/** A card for each and not a table: four columns do not fit a telephone. */
const Lines = ({ caption, lines }: { caption: string; lines: readonly ListedLine[] }) => (
  <>
    <h2 class="govuk-heading-m">{caption}</h2>
    {lines.map((line) => (
      <SummaryList
        card={{
          title: (
            <a class="govuk-link" href={`/d/${line.reference}`}>
              {line.reference}
            </a>
          ),
          headingLevel: 3,
        }}
        rows={[
          line.agencies !== '' && { key: 'Agencies', value: line.agencies },
          { key: 'Where it stands', value: line.isTheirMove ? <strong>{line.stage}. Your move</strong> : line.stage },
          line.byWhen !== '' && { key: 'By when', value: line.byWhen },
        ]}
      />
    ))}
  </>
);
