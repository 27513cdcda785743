import { Temporal } from 'temporal-polyfill';
import { type Policy, policyVersionId, requireStage, versionInWords } from '../escalation/policy.ts';
import { dayInWords } from '../escalation/spoken-time.ts';
import { workingDays } from '../escalation/why-this-deadline.ts';
import { SummaryList } from './components/index.ts';
import type { Frame } from './frame.ts';
import { Layout } from './layout.tsx';
import {
  afterwardsInWords,
  boardInWords,
  harmInWords,
  type Said,
  type SaidOf,
  stageInWords,
  stageName,
  startInWords,
} from './policy/sentences.ts';

/** Whose policy is it? Every partnership with the one it uses now, and the versions that are kept for what was raised under them. */
export const PolicyChooserPage = (props: {
  frame: Frame;
  partnerships: readonly { name: string; policy: Policy }[];
  others: readonly Policy[];
}) => (
  <Layout title="Escalation policies" {...props.frame}>
    <h1 class="govuk-heading-l">Escalation policies</h1>
    <p class="govuk-body">
      Each policy stage by stage: who is asked, by when, and what happens when nobody answers. This service follows the
      policy of the partnership for the area where the child or adult lives.
    </p>
    {props.partnerships.length === 0 ? (
      <p class="govuk-body">No partnership has been set up yet.</p>
    ) : (
      <ul class="govuk-list govuk-list--spaced">
        {props.partnerships.map(({ name, policy }) => (
          <li>
            <a class="govuk-link govuk-!-font-weight-bold" href={`/policy/${policyVersionId(policy)}`}>
              {name}
            </a>
            <br />
            {policy.title}, {versionInWords(policy)}
          </li>
        ))}
      </ul>
    )}
    {props.others.length > 0 ? (
      <>
        <h2 class="govuk-heading-m">Versions no partnership uses now</h2>
        <p class="govuk-body">A disagreement stays with the version it was raised under.</p>
        <ul class="govuk-list govuk-list--spaced">
          {props.others.map((policy) => (
            <li>
              <a class="govuk-link" href={`/policy/${policyVersionId(policy)}`}>
                {policy.title}, {policy.board}, {versionInWords(policy)}
              </a>
            </li>
          ))}
        </ul>
      </>
    ) : null}
  </Layout>
);

/** A partnership that uses the policy, with its own working days for stages that the policy gives none (CLK-10). */
export interface UsesPolicy {
  id: string;
  name: string;
  localTargets: Readonly<Record<string, number>>;
}

/** One policy version in plain words, each with its clause, and drawn. */
export const PolicyPage = (props: {
  frame: Frame;
  policy: Policy;
  usedBy: readonly UsesPolicy[];
  /** Where its drawing is served; absent for one that was never drawn. */
  drawing?: string | undefined;
  today: Temporal.PlainDate;
}) => {
  const { policy } = props;
  const harm = harmInWords(policy);
  const after = [
    ...(harm.length > 0 ? [{ id: 'harm', heading: 'Immediate harm', said: harm }] : []),
    { id: 'board', heading: "What the partnership's board sees", said: boardInWords(policy) },
    { id: 'afterwards', heading: 'After it is settled', said: afterwardsInWords(policy) },
  ];
  const choices = policy.ourChoices ?? [];
  return (
    <Layout title={`${policy.title}, ${versionInWords(policy)}`} {...props.frame} isWide backLink={{ href: '/policy' }}>
      <div class="govuk-!-width-two-thirds">
        <span class="govuk-caption-l">{policy.board}</span>
        <h1 class="govuk-heading-l">{policy.title}</h1>
        <p class="govuk-body">
          What this service does under the policy, in plain words. In brackets stands the clause of the policy that says
          so. Where the policy is silent, what we chose is marked “our choice”, with the reason.
        </p>
        <About {...props} />
        <nav aria-label="Contents" class="app-contents">
          <h2 class="govuk-heading-s">Contents</h2>
          <ul class="govuk-list">
            {[
              ...(props.drawing ? [{ id: 'drawing', heading: 'The ladder, drawn' }] : []),
              ...policy.stages.map((stage) => ({ id: `stage-${stage.id}`, heading: stageName(stage) })),
              ...after,
              ...(choices.length > 0 ? [{ id: 'choices', heading: 'Our choices' }] : []),
            ].map(({ id, heading }) => (
              <li>
                <a class="govuk-link" href={`#${id}`}>
                  {heading}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
      {props.drawing ? <Drawing path={props.drawing} stages={policy.stages.length} /> : null}
      <div class="govuk-!-width-two-thirds">
        <h2 class="govuk-heading-m" id="start">
          Before the first stage
        </h2>
        <Facts facts={startInWords(policy)} />
        {policy.stages.map((stage) => (
          <>
            <h2 class="govuk-heading-m" id={`stage-${stage.id}`}>
              {stageName(stage)} <Clause clause={stage.clause} />
            </h2>
            <Facts facts={stageInWords(policy, stage)} />
          </>
        ))}
        {after.map(({ id, heading, said }) => (
          <>
            <h2 class="govuk-heading-m" id={id}>
              {heading}
            </h2>
            <Sentences said={said} isBulleted />
          </>
        ))}
        {choices.length > 0 ? (
          <>
            <h2 class="govuk-heading-m" id="choices">
              Our choices
            </h2>
            <p class="govuk-body">
              What we do where the policy is silent or contradicts itself. None of it stands in the policy.
            </p>
            <ul class="govuk-list govuk-list--spaced">
              {choices.map(({ id, choice, because }) => (
                <li id={`choice-${id}`}>
                  {choice}.<span class="app-our-choice">Because {because}.</span>
                </li>
              ))}
            </ul>
          </>
        ) : null}
      </div>
    </Layout>
  );
};

const About = ({
  policy,
  usedBy,
  today,
}: {
  policy: Policy;
  usedBy: readonly UsesPolicy[];
  today: Temporal.PlainDate;
}) => (
  <SummaryList
    rows={[
      {
        key: 'Version',
        value: `${policy.version.replace(/^v(?=\d)/, '')}${policy.supersedes ? `, in place of ${policy.supersedes}` : ''}`,
      },
      { key: 'Owner', value: policy.owner },
      { key: 'Issued', value: policy.issuedOn ? dayInWords(policy.issuedOn) : 'It carries no date.' },
      { key: 'To be reviewed', value: reviewInWords(policy, today) },
      usedBy.length > 0 && {
        key: 'Used by',
        value: (
          <ul class="govuk-list govuk-!-margin-bottom-0">
            {usedBy.map(({ id, name, localTargets }) => (
              <li>
                {name} (
                <a class="govuk-link" href={`/calculator?partnership=${id}`}>
                  work out its deadlines
                </a>
                )
                {Object.entries(localTargets).map(([stageId, days]) => (
                  <>
                    <br />
                    Its own target for {requireStage(policy, stageId).label}, not the policy's: {workingDays(days)}
                  </>
                ))}
              </li>
            ))}
          </ul>
        ),
      },
    ]}
  />
);

/** The policy's own day for its review, and what was said about it once it is past (ADM-1, BEY-18; `escalation/policy-review.ts` says when). */
function reviewInWords({ reviewOn }: Policy, today: Temporal.PlainDate): string {
  if (!reviewOn) return 'It names no day for its review.';
  const on = dayInWords(reviewOn);
  if (Temporal.PlainDate.compare(reviewOn, today) >= 0)
    return `${on}. Whoever leads a partnership that uses it is told 60 and 14 days before.`;
  return `${on}, which has passed. It stays in force until a newer version is. Whoever leads a partnership that uses it has been told, and is told again every month.`;
}

/** Scrolls in a frame of its own on a narrow screen, because a flowchart folded to a telephone's width cannot be read; fits the sheet on paper. */
const Drawing = ({ path, stages }: { path: string; stages: number }) => (
  <>
    <h2 class="govuk-heading-m" id="drawing">
      The ladder, drawn
    </h2>
    <section class="app-drawing" aria-label="The drawing, which scrolls" tabindex={0}>
      <img
        src={path}
        width="794"
        height="1123"
        alt={`Flowchart of the ${stages} stages, what moves a disagreement from each to the next, and what follows. All that it shows is said in words below.`}
      />
    </section>
    <p class="govuk-body app-not-printed">
      <a class="govuk-link" href={path}>
        Open the drawing on its own
      </a>
      , to print it on one A4 page.
    </p>
  </>
);

const Facts = ({ facts }: { facts: readonly SaidOf[] }) => (
  <SummaryList rows={facts.map(({ heading, said }) => ({ key: heading, value: <Sentences said={said} /> }))} />
);

const Sentences = ({ said, isBulleted }: { said: readonly Said[]; isBulleted?: boolean }) => (
  <ul class={isBulleted ? 'govuk-list govuk-list--bullet' : 'govuk-list govuk-!-margin-bottom-0'}>
    {said.map(({ says, clause, ourChoice, choice }) => (
      <li>
        {says}
        {clause ? (
          <>
            {' '}
            <Clause clause={clause} />
          </>
        ) : null}
        {choice === undefined ? null : (
          <>
            {' '}
            <span class="app-clause">
              (
              {choice ? (
                <a class="govuk-link" href={`#choice-${choice}`}>
                  our choice
                </a>
              ) : (
                'our choice'
              )}
              )
            </span>
          </>
        )}
        {ourChoice ? (
          <span class="app-our-choice">
            <strong>Our choice:</strong> {ourChoice.replace(/\.$/, '')}.
          </span>
        ) : null}
      </li>
    ))}
  </ul>
);

const Clause = ({ clause }: { clause: string }) => <span class="app-clause">({clause})</span>;
