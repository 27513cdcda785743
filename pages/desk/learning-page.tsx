import { inAList } from '../../escalation/in-a-list.ts';
import type { LearningPoint } from '../../escalation/learning.ts';
import { momentInWords } from '../../escalation/spoken-time.ts';
import { InsetText } from '../components/index.ts';
import { becameInWords, LEARNING_WORDS } from '../disagreement/learning-words.ts';
import { Words } from '../disagreement/record.tsx';
import { DeskFrame, type DeskPlace, deskLink } from './desk-frame.tsx';

/** Something to learn, with its words and the agencies' names. */
export interface LearningShown extends LearningPoint {
  agencyNames: readonly string[];
  text: string | undefined;
  becameText: string | undefined;
}

/** What the partnership can learn and the gaps that were found: what nobody has said the end of yet, then one year of what became of the others (LRN-1 to LRN-4). */
export const LearningPage = (props: {
  place: DeskPlace;
  waiting: readonly LearningShown[];
  followedUp: readonly LearningShown[];
  /** Recorded that year in disagreements that the policy does not show: nothing of them but these words (NOT-5). */
  wordsAlone: readonly Pick<LearningShown, 'kind' | 'text'>[];
  year: number;
  years: readonly number[];
}) => (
  <DeskFrame place={props.place} title="Learning points and policy gaps">
    <h2 class="govuk-heading-m">Nobody has said yet what became of these</h2>
    {props.waiting.length === 0 ? <p class="govuk-body">None.</p> : null}
    {props.waiting.map((point) => (
      <Point point={point} />
    ))}
    <h2 class="govuk-heading-m">What became of those recorded in {props.year}</h2>
    <ul class="app-desk-nav__list">
      {props.years.map((year) => (
        <li>
          <a
            class="govuk-link"
            href={yearLink(props.place, year)}
            aria-current={year === props.year ? 'true' : undefined}
          >
            {year}
          </a>
        </li>
      ))}
    </ul>
    {props.followedUp.length === 0 ? <p class="govuk-body">None.</p> : null}
    {props.followedUp.map((point) => (
      <Point point={point} />
    ))}
    {props.wordsAlone.length > 0 ? (
      <>
        <h2 class="govuk-heading-m">From disagreements that the board is not shown, recorded in {props.year}</h2>
        <p class="govuk-body">
          The policy has these brought to the board, and does not show it from which disagreements they are.
        </p>
        {props.wordsAlone.map(({ kind, text }) => (
          <section>
            <h3 class="govuk-heading-s govuk-!-margin-bottom-1">{LEARNING_WORDS[kind]}</h3>
            <InsetText>
              <Words text={text} />
            </InsetText>
          </section>
        ))}
      </>
    ) : null}
  </DeskFrame>
);

function yearLink(place: DeskPlace, year: number): string {
  const link = deskLink(place, '/lead/learning');
  return `${link}${link.includes('?') ? '&' : '?'}year=${year}`;
}

const Point = ({ point }: { point: LearningShown }) => (
  <section>
    <h3 class="govuk-heading-s govuk-!-margin-bottom-1">
      <a class="govuk-link" href={`/d/${point.reference}`}>
        {point.reference}
      </a>
      : {LEARNING_WORDS[point.kind]}
    </h3>
    <p class="govuk-body govuk-!-margin-bottom-1">
      {inAList(point.agencyNames)}. Recorded at {momentInWords(point.at)}.
    </p>
    <InsetText>
      <Words text={point.text} />
      {point.became ? (
        <>
          <p class="govuk-body">
            <strong>{becameInWords(point.became)}</strong>. Said by {point.became.by} at{' '}
            {momentInWords(point.became.at)}.
          </p>
          {point.became.textId ? <Words text={point.becameText} /> : null}
        </>
      ) : null}
    </InsetText>
    <p class="govuk-body">
      <a class="govuk-link" href={`/d/${point.reference}/say-what-became`}>
        {point.became ? 'Change what became of it' : 'Say what became of it'}
        <span class="govuk-visually-hidden"> ({point.reference})</span>
      </a>
    </p>
  </section>
);
