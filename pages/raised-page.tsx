import { inAList } from '../escalation/in-a-list.ts';
import { requireStage } from '../escalation/policy.ts';
import { openHarm, openVisit } from '../escalation/record.ts';
import { momentInWords } from '../escalation/spoken-time.ts';
import { whyDeadlineOfVisit } from '../escalation/why-this-deadline.ts';
import { Panel } from './components/index.ts';
import { type DisagreementFacts, sideInWords } from './disagreement/facts.ts';
import { harmInBrief } from './disagreement/harm.tsx';
import type { Frame } from './frame.ts';
import { Layout } from './layout.tsx';

/** It is open: what to keep, by when the first stage must be settled and why, and who has been asked. */
export const RaisedPage = ({ frame, facts }: { frame: Frame; facts: DisagreementFacts }) => {
  const { d, policy } = facts;
  const visit = openVisit(d) ?? d.stages.at(-1)!;
  const stage = requireStage(policy, visit.stageId);
  const isAtHarm = openHarm(d) !== undefined;
  // Nobody of the other side is asked yet, so nothing can be settled there.
  const isOwnStep = stage.asks.every(({ of }) => of === 'raising');
  const others = visit.asked.filter(({ person }) => person.email !== d.raiser.email);
  return (
    <Layout title="Disagreement opened" {...frame} partnershipName={facts.partnershipName}>
      <Panel title="Disagreement opened">
        Its reference is
        <br />
        <strong>{d.reference}</strong>
      </Panel>
      {harmInBrief(d, policy, facts.help) ?? null}
      <p class="govuk-body">
        You raised it at {momentInWords(d.raisedAt)}, when you sent the form. Entering the code took nothing off the
        time. We have sent you an email with the reference.
      </p>
      <h2 class="govuk-heading-m">{`${stage.label}: ${stage.name}`}</h2>
      {visit.deadline ? (
        <p class="govuk-body">
          {isAtHarm
            ? 'Action to protect must be taken and recorded by '
            : isOwnStep
              ? 'It goes to the next stage at the latest at '
              : 'It must be settled by '}
          <strong>{momentInWords(visit.deadline.at)}</strong>.
        </p>
      ) : null}
      {whyDeadlineOfVisit(policy, visit).map((sentence) => (
        <p class="govuk-body">{sentence}</p>
      ))}
      {d.notUsed.map(({ stageId, why, clause }) => (
        <p class="govuk-body">
          {requireStage(policy, stageId).label} is not used: {why} ({clause}).
        </p>
      ))}
      <p class="govuk-body">
        {others.length > 0
          ? `Asked by email, which leaves ${isAtHarm ? 'at once, at any hour' : 'from 8am to 5pm on working days'}: ${inAList(others.map((one) => `${one.person.name} (${sideInWords(facts, one)})`))}.`
          : "The other agency's safeguarding lead is asked by email who the practitioner is. The clock runs meanwhile."}
      </p>
      <h2 class="govuk-heading-m">What you do now</h2>
      <p class="govuk-body">
        {isOwnStep
          ? 'Talk it over with your own manager or supervisor, and record here that you did.'
          : 'Talk with them, and record here what was said and what you agree.'}{' '}
        Go on with anything that keeps the child or adult safe: raising a disagreement suspends nothing.
      </p>
      <p class="govuk-body">
        <a class="govuk-link" href={`/d/${d.reference}`}>
          Open the disagreement
        </a>
      </p>
    </Layout>
  );
};
