import { type Policy, policyVersionId, requireStage, versionInWords } from '../../escalation/policy.ts';
import { type Difference, daysOf } from '../../escalation/rehearsal.ts';
import { momentInWords } from '../../escalation/spoken-time.ts';
import { workingDays } from '../../escalation/why-this-deadline.ts';
import { Button, Input, InsetText, Select } from '../components/index.ts';
import type { FormState } from '../frame.ts';
import { Pager } from '../pager.tsx';
import { DeskFrame, type DeskPlace } from './desk-frame.tsx';

/** A page of what a rehearsal came to. */
export interface RehearsalShown {
  madeAt: string;
  /** How many could be rehearsed, and how many of those would have gone otherwise, on all its pages together. */
  rehearsed: number;
  changed: number;
  page: number;
  pages: number;
  rows: readonly {
    reference: string;
    differences: readonly (Pick<Difference, 'what' | 'why'> & { stage: string })[];
  }[];
  /** How many of this page the reader may not see. */
  notShown: number;
  addressOf(page: number): string;
}

/** What another policy, or other numbers, would have done with what is over (BEY-15), as it was last worked out. */
export const RehearsalPage = (props: {
  place: DeskPlace;
  /** The policy in force, whose numbers can be changed. */
  policy: Policy;
  others: readonly Policy[];
  form: FormState;
  /** Absent until a change is asked for. */
  result?: RehearsalShown | 'not worked out';
}) => (
  <DeskFrame place={props.place} title="Rehearse a policy change" errors={props.form.errors}>
    <div class="govuk-!-width-two-thirds">
      <p class="govuk-body">
        See what a change would have done with the disagreements that closed in the last year. People are taken to have
        done what they did, when they did it; only the clocks are the new ones. Nothing that is open changes.
      </p>
      {props.result === 'not worked out' ? (
        <InsetText>This change has not been rehearsed in the last 30 days. Rehearse it below.</InsetText>
      ) : null}
      {props.result && props.result !== 'not worked out' ? <Result {...props.result} /> : null}
      <form method="post" action="/lead/rehearsal" novalidate class="app-not-printed">
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
        <Button>{typeof props.result === 'object' ? 'Rehearse it again' : 'Rehearse it'}</Button>
      </form>
    </div>
  </DeskFrame>
);

const named = (policy: Policy) => `${policy.title}, ${versionInWords(policy)}`;

const Result = (props: RehearsalShown) => (
  <>
    <h2 class="govuk-heading-m">
      {props.rehearsed === 0
        ? 'Nothing to rehearse it on'
        : `${props.changed} of ${props.rehearsed} would have gone otherwise`}
    </h2>
    <p class="govuk-body">
      As it stood at {momentInWords(props.madeAt)}.{' '}
      <a class="govuk-link app-not-printed" href="#policy">
        Change it, or rehearse it again
      </a>
    </p>
    {props.rehearsed === 0 ? (
      <p class="govuk-body">None has closed in the last year that can be rehearsed and that the policy shows you.</p>
    ) : null}
    {props.rows.map(({ reference, differences }) => (
      <>
        <h3 class="govuk-heading-s">
          <a class="govuk-link" href={`/d/${reference}`}>
            {reference}
          </a>
        </h3>
        <ul class="govuk-list govuk-list--bullet">
          {differences.map((difference) => (
            <li>{differenceInWords(difference)}</li>
          ))}
        </ul>
      </>
    ))}
    {props.notShown > 0 ? (
      <p class="govuk-body">
        {props.notShown} on this page {props.notShown === 1 ? 'is' : 'are'} not shown: left to another lead, or shown by
        the policy no more.
      </p>
    ) : null}
    <Pager
      page={props.page}
      pages={props.pages}
      before="Those before these"
      after="Those after these"
      addressOf={props.addressOf}
    />
    <InsetText>
      Left out: what is still open, what had immediate harm flagged, and what the policy does not show the partnership.
    </InsetText>
  </>
);

function differenceInWords({ what, why, stage }: RehearsalShown['rows'][number]['differences'][number]): string {
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
