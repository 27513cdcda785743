import { type Policy, policyVersionId, requireStage, versionInWords } from '../../escalation/policy.ts';
import { type Difference, daysOf, type Rehearsal } from '../../escalation/rehearsal.ts';
import { workingDays } from '../../escalation/why-this-deadline.ts';
import { Button, Input, InsetText, Select } from '../components/index.ts';
import type { FormState } from '../frame.ts';
import { DeskFrame, type DeskPlace } from './desk-frame.tsx';

/** What became of a rehearsal. */
export interface RehearsalShown {
  rehearsals: readonly Rehearsal[];
  stageName(reference: string, stageId: string): string;
}

/** What another policy, or other numbers, would have done with what is over (BEY-15). Nothing is kept. */
export const RehearsalPage = (props: {
  place: DeskPlace;
  /** The policy in force, whose numbers can be changed. */
  policy: Policy;
  others: readonly Policy[];
  form: FormState;
  result?: RehearsalShown;
}) => (
  <DeskFrame place={props.place} title="Rehearse a policy change" errors={props.form.errors}>
    <div class="govuk-!-width-two-thirds">
      <p class="govuk-body">
        See what a change would have done with the disagreements that closed in the last year. People are taken to have
        done what they did, when they did it; only the clocks are the new ones. Nothing is kept, and nothing that is
        open changes.
      </p>
      {props.result ? <Result {...props.result} /> : null}
      <form method="get" action="/lead/rehearsal" novalidate class="app-not-printed">
        {props.place.led.length > 1 ? (
          <input type="hidden" name="partnership" value={props.place.partnership.id} />
        ) : null}
        <Select
          name="policy"
          label="Which policy?"
          hint="To try other numbers, leave the policy in force and change them below."
          items={[
            { value: policyVersionId(props.policy), text: `The policy in force: ${named(props.policy)}` },
            ...props.others.map((policy) => ({
              value: policyVersionId(policy),
              text: `${policy.board}: ${named(policy)}`,
            })),
          ]}
          value={props.form.typed['policy'] ?? policyVersionId(props.policy)}
          errors={props.form.errors}
        />
        <h2 class="govuk-heading-m">Working days of the policy in force</h2>
        {Object.entries(daysOf(props.policy)).map(([name, now]) => (
          <Input
            name={`days-${name}`}
            label={name === 'cap' ? 'In all, from the day it arose' : requireStage(props.policy, name).label}
            hint={now === undefined ? 'No number now' : `Now ${workingDays(now)}`}
            width={3}
            inputmode="numeric"
            value={props.form.typed[`days-${name}`] ?? now?.toString() ?? ''}
            errors={props.form.errors}
          />
        ))}
        <Button>Rehearse it</Button>
      </form>
    </div>
  </DeskFrame>
);

const named = (policy: Policy) => `${policy.title}, ${versionInWords(policy)}`;

const Result = ({ rehearsals, stageName }: RehearsalShown) => {
  const changed = rehearsals.filter(({ differences }) => differences.length > 0);
  return (
    <>
      <h2 class="govuk-heading-m">
        {rehearsals.length === 0
          ? 'Nothing to rehearse it on'
          : `${changed.length} of ${rehearsals.length} would have gone otherwise`}
      </h2>
      {rehearsals.length === 0 ? (
        <p class="govuk-body">None has closed in the last year that can be rehearsed and that the policy shows you.</p>
      ) : null}
      {changed.map(({ reference, differences }) => (
        <>
          <h3 class="govuk-heading-s">
            <a class="govuk-link" href={`/d/${reference}`}>
              {reference}
            </a>
          </h3>
          <ul class="govuk-list govuk-list--bullet">
            {differences.map((difference) => (
              <li>{differenceInWords(difference, stageName(reference, difference.stageId))}</li>
            ))}
          </ul>
        </>
      ))}
      <InsetText>
        Left out: what is still open, what had immediate harm flagged, and what the policy does not show the
        partnership.
      </InsetText>
    </>
  );
};

function differenceInWords({ what, why }: Difference, stage: string): string {
  switch (what) {
    case 'not reached':
      return `${stage} would not have been reached: ${why}.`;
    case 'reached':
      return `${stage} would have been reached: ${why}.`;
    case 'opened':
    case 'deadline':
      return `${stage}: ${why}.`;
  }
}
