import { dayInWords, momentInWords } from '../../escalation/spoken-time.ts';
import type { Frame } from '../frame.ts';
import { Layout } from '../layout.tsx';

/** One person and one day: who, what they are to it, and when. */
export interface LookShown {
  on: string;
  who: string;
  firstAt: string;
  lastAt: string;
  times: number;
}

/** Who looked at a disagreement, for a lead who may read it (S22). */
export const LooksPage = (props: {
  frame: Frame;
  partnershipName: string;
  reference: string;
  looks: readonly LookShown[];
}) => (
  <Layout
    title={`Who looked: ${props.reference}`}
    {...props.frame}
    partnershipName={props.partnershipName}
    isWide
    backLink={{ href: `/d/${props.reference}`, text: `Disagreement ${props.reference}` }}
  >
    <span class="govuk-caption-l">Disagreement {props.reference}</span>
    <h1 class="govuk-heading-l">Who looked</h1>
    <p class="govuk-body">
      Everybody who opened it on each day, and everybody who tried to and was refused. It is kept for two years and
      shown to the partnership's leads alone.
    </p>
    {props.looks.length === 0 ? <p class="govuk-body">Nobody yet.</p> : null}
    {[...new Set(props.looks.map(({ on }) => on))].map((on) => (
      <>
        <h2 class="govuk-heading-m">{dayInWords(on)}</h2>
        <ul class="app-needs__list">
          {props.looks
            .filter((look) => look.on === on)
            .map(({ who, firstAt, lastAt, times }) => (
              <li>
                {who}:{' '}
                {times === 1
                  ? `at ${momentInWords(firstAt)}`
                  : `${times} times, first at ${momentInWords(firstAt)} and last at ${momentInWords(lastAt)}`}
              </li>
            ))}
        </ul>
      </>
    ))}
  </Layout>
);
