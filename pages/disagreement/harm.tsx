import type { Child } from 'hono/jsx';
import { mustTelephone, notYetSeen } from '../../escalation/harm.ts';
import { inAList } from '../../escalation/in-a-list.ts';
import type { Partnership } from '../../escalation/partnership.ts';
import { type Disagreement, openHarm } from '../../escalation/record.ts';
import { momentInWords } from '../../escalation/spoken-time.ts';
import { Button, InsetText, NotificationBanner, WarningText } from '../components/index.ts';
import { type DisagreementFacts, personInWords } from './facts.ts';
import { Words } from './record.tsx';

/** Whom to telephone while somebody is at risk. */
export interface HelpAtOnce {
  emergency: Partnership['routes']['emergency'];
  outOfHours: Partnership['routes']['outOfHours'];
  /** The business unit's. */
  telephone: string;
}

/** "This is not the emergency route", and what is: on every page of a disagreement while harm is open, whatever else it may show. */
const NotTheEmergencyRoute = ({ words, help }: { words: string; help: HelpAtOnce }) => (
  <WarningText>
    Somebody is flagged as {words}. This page is not the emergency route. {routeInWords(help.emergency)}
  </WarningText>
);

/** First on the page while harm is open, before anything else is read (CLK-14). */
export const HarmFirst = ({ facts: { d, policy, help } }: { facts: DisagreementFacts }) => (
  <>{harmInBrief(d, policy, help) ?? null}</>
);

/** What is known of the risk, who has seen it, and the one press that says so: straight after where it stands (CLK-14). */
export const OpenHarm = ({ facts, help }: { facts: DisagreementFacts; help: HelpAtOnce }) => {
  const { d, policy } = facts;
  const harm = openHarm(d);
  if (!harm || !policy.harm) return null;
  const unseen = notYetSeen(d);
  const told = harm.alsoAsked.filter(({ why }) => why === 'told at once');
  const deadline = d.stages.at(-1)?.deadline;
  const mustAnswer = harm.alsoAsked.some(({ person, mustAnswer }) => mustAnswer && person.email === facts.readBy);
  return (
    <NotificationBanner title="At risk now" titleId="harm-title">
      <p class="govuk-notification-banner__heading">
        Flagged by {personInWords(facts, harm.flaggedBy)}, at {momentInWords(harm.flaggedAt)}.
      </p>
      {harm.outOfHours ? <p class="govuk-body">Raised out of hours: act now, whatever the day.</p> : null}
      <p class="govuk-body">
        The risk was first thought to exist at {momentInWords(harm.sinceAt)} ({policy.harm.clause}).{' '}
        {deadline?.which === 'harm clock'
          ? `Action to protect must be taken and recorded by ${momentInWords(deadline.at)}.`
          : 'Action to protect must be taken at once.'}
      </p>
      {harm.textId === undefined ? null : <Words text={facts.texts[harm.textId]} />}
      {told.length > 0 ? (
        <p class="govuk-body">
          Told at once: {inAList(told.map(({ person }) => `${person.name} (${facts.agencyName(person.agency)})`))}.
        </p>
      ) : null}
      <p class="govuk-body">
        {unseen.length === 0
          ? 'Each agency asked has said that it has seen this.'
          : `Not yet seen by ${inAList(unseen.map(({ agency }) => facts.agencyName(agency)))}: they are chased, day and night, until somebody there says that they have.`}
      </p>
      {mustTelephone(d) ? (
        <p class="govuk-body">
          <strong>
            We have asked three times and nobody has said so. Telephone{' '}
            {inAList(unseen.map(({ agency }) => facts.agencyName(agency)))}: the business unit on {help.telephone} can
            put you through. {routeInWords(help.outOfHours)}
          </strong>
        </p>
      ) : null}
      {facts.may.includes('acknowledge-harm') ? (
        <form method="post" action={`/d/${d.reference}/acknowledge-harm`}>
          <Button preventDoubleClick>{mustAnswer ? 'I have informed both' : 'I have seen this'}</Button>
        </form>
      ) : null}
      {harm.withdrawalAsked ? (
        <p class="govuk-body">
          The person who raised it asked to withdraw it, at {momentInWords(harm.withdrawalAsked.at)}. While this is open
          that needs the safeguarding lead of {facts.agencyName(d.raiser.agency)}.
        </p>
      ) : null}
    </NotificationBanner>
  );
};

/** The same in the pages that show no record: told people, an address not vouched for, the wrong person. */
export function harmInBrief(
  d: Disagreement,
  policy: Pick<DisagreementFacts['policy'], 'harm'>,
  help: HelpAtOnce,
): Child | undefined {
  return openHarm(d) && policy.harm ? <NotTheEmergencyRoute words={policy.harm.words} help={help} /> : undefined;
}

/** What became of each time it was flagged and ended. */
export const EndedHarms = ({ facts }: { facts: DisagreementFacts }) => {
  const ended = (facts.d.harms ?? []).flatMap((harm) => (harm.ended ? [{ harm, ended: harm.ended }] : []));
  if (ended.length === 0) return null;
  return (
    <>
      {ended.map(({ harm, ended: { by, at, took, textId } }) => (
        <InsetText>
          <p class="govuk-body">
            Flagged at {momentInWords(harm.flaggedAt)}; ended at {momentInWords(at)} by {personInWords(facts, by)}:{' '}
            {took === 'action taken' ? 'action was taken.' : 'nothing was needed.'}
          </p>
          <Words text={facts.texts[textId]} />
        </InsetText>
      ))}
    </>
  );
};

function routeInWords({ say, telephone, email }: Partnership['routes']['emergency']): string {
  return [say, telephone ? `Telephone ${telephone}.` : '', email ? `Email ${email}.` : ''].filter(Boolean).join(' ');
}
