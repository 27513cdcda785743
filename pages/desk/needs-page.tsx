import type { DigestLine, DigestStage } from '../../escalation/digest.ts';
import { inAList } from '../../escalation/in-a-list.ts';
import type { Need } from '../../escalation/needs-you.ts';
import { versionInWords } from '../../escalation/policy.ts';
import { dayInWords, momentInWords } from '../../escalation/spoken-time.ts';
import { whatIsDue } from '../../escalation/what-is-due.ts';
import { latestMoment } from '../../escalation/why-this-deadline.ts';
import type { Content } from '../components/index.ts';
import { directoryPath } from '../directory/facts.ts';
import { DeskFrame, type DeskPlace, deskLink } from './desk-frame.tsx';

/** The first page of a lead's day: what cannot be left to the clock, why, and where each is put right. */
export const NeedsPage = (props: {
  place: DeskPlace;
  today: string;
  needs: readonly Need[];
  open: number;
  /** One number and nothing else: no agency, no kind, no age (NOT-5). */
  belowTheLine: number;
  /** Where the partnership's policy puts that line, in words with the clause. */
  line: string;
}) => {
  const { place, needs } = props;
  const groups = GROUPS.map((group) => ({ ...group, needs: needs.filter(group.holds) })).filter(
    (group) => group.needs.length > 0,
  );
  return (
    <DeskFrame place={place} title="What needs you today">
      <p class="govuk-body-l">{dayInWords(props.today)}</p>
      {needs.every(is('policy review', 'calendar ends')) ? (
        <p class="govuk-body">
          <strong>Nothing needs you today.</strong>
        </p>
      ) : null}
      {groups.map(({ heading, needs: lines }) => (
        <section class="app-needs">
          <h2 class="govuk-heading-m">{heading}</h2>
          <ul class="app-needs__list">
            {lines.map((need) => (
              <Line need={need} place={place} />
            ))}
          </ul>
        </section>
      ))}
      <h2 class="govuk-heading-m">The rest</h2>
      <p class="govuk-body">
        <a class="govuk-link" href={deskLink(place, '/lead/open')}>
          {openInWords(props.open)}
        </a>
        .
      </p>
      <p class="govuk-body">
        Open, and not shown to the board: <strong>{props.belowTheLine}</strong>. {props.line}
      </p>
    </DeskFrame>
  );
};

const isDue = (isToday: boolean) => (need: Need) => need.why === 'due' && need.isToday === isToday;
const is =
  (...whys: Need['why'][]) =>
  (need: Need) =>
    whys.includes(need.why);

function openInWords(open: number): string {
  if (open === 0) return 'None that the policy shows you is open';
  return open === 1
    ? '1 disagreement that the policy shows you is open'
    : `${open} disagreements that the policy shows you are open`;
}

/** The headings, in the order in which a lead reads them. */
const GROUPS: readonly { heading: string; holds(need: Need): boolean }[] = [
  { heading: 'Somebody may be at risk, and nobody has said that they have seen it', holds: is('harm not seen') },
  { heading: 'Nobody to ask, or email that does not arrive', holds: is('nobody to ask', 'not delivered') },
  { heading: 'Due today or overdue', holds: isDue(true) },
  { heading: 'You are asked', holds: is('you are asked') },
  { heading: 'Emails held for a person to look at', holds: is('held') },
  { heading: 'Agreed actions not done', holds: is('not done') },
  { heading: 'Addresses waiting to be vouched for', holds: is('address') },
  { heading: 'Due on the next working day', holds: isDue(false) },
  { heading: 'Your directory', holds: is('corrections') },
  { heading: 'Your policy', holds: is('policy review') },
  { heading: 'The bank holidays', holds: is('calendar ends') },
];

const Line = ({ need, place }: { need: Need; place: DeskPlace }) => {
  switch (need.why) {
    case 'harm not seen':
      return (
        <Item need={need} to={`/d/${need.reference}`} link={need.reference}>
          flagged at {momentInWords(need.flaggedAt)}. Nobody at {inAList(need.notSeenBy)} has said yet that they have
          seen it. Telephone them.
        </Item>
      );
    case 'nobody to ask':
      return need.agency === undefined ? (
        <Item need={need} to={`/d/${need.reference}`} link={need.reference}>
          nobody has said with which agency it is, so nobody there can be asked. The clock runs meanwhile.
        </Item>
      ) : (
        <Item need={need} to={`/d/${need.reference}/replace-contact`} link={`Replace a contact of ${need.reference}`}>
          nobody at {need.agency} can be asked. The clock runs meanwhile.
        </Item>
      );
    case 'not delivered':
      return (
        <Item need={need} to={`/d/${need.reference}/replace-contact`} link={`Replace a contact of ${need.reference}`}>
          an email to somebody at {need.agency} could not be sent. Put the directory right too.
        </Item>
      );
    case 'due':
      return (
        <Item need={need} to={`/d/${need.reference}`} link={need.reference}>
          {whatIsDue(need)}
        </Item>
      );
    case 'you are asked':
      return (
        <Item need={need} to={`/d/${need.reference}`} link={`Answer ${need.reference}`}>
          you are asked and have not answered.{' '}
          {need.deadline ? `By ${latestMoment(need.deadline)}.` : 'The policy gives no number of days.'}
        </Item>
      );
    case 'held':
      return (
        <li>
          <a class="govuk-link" href={deskLink(place, '/lead/held')}>
            {need.count === 1 ? 'Look at the held email' : `Look at the ${need.count} held emails`}
          </a>
          : a person must say where {need.count === 1 ? 'it belongs. It' : 'they belong. They'} may be about somebody at
          risk.
        </li>
      );
    case 'not done':
      return (
        <Item need={need} to={`/d/${need.reference}`} link={need.reference}>
          {need.agency} agreed to act by {dayInWords(need.dueOn)}.{' '}
          {need.answer === 'not done' ? 'It is said not to be done.' : 'Nobody has said whether it was done.'}
        </Item>
      );
    case 'address':
      return (
        <Item need={need} to={`/d/${need.reference}/vouch`} link={`Vouch for an address in ${need.reference}`}>
          somebody at {need.agency} has an address that is not one of its own, and sees only the reference, stage and
          deadline until somebody vouches for it.
        </Item>
      );
    case 'corrections':
      return (
        <li>
          <a class="govuk-link" href={directoryPath(place.partnership.id, 'corrections')}>
            {need.count === 1
              ? 'Decide on the proposed correction'
              : `Decide on the ${need.count} proposed corrections`}
          </a>
          : until then whoever stands in the directory is asked.
        </li>
      );
    case 'policy review':
      return (
        <li>
          <a class="govuk-link" href={`/policy/${need.policyVersionId}`}>
            {need.policy}, {versionInWords(need)}
          </a>{' '}
          {need.hasPassed
            ? `was to be reviewed by ${dayInWords(need.on)}. That day has passed.`
            : `is to be reviewed by ${dayInWords(need.on)}.`}{' '}
          What is open stays under the version it began under.
        </li>
      );
    case 'calendar ends':
      return (
        <li>
          The list of them that is known here ends on {dayInWords(need.on)}: no deadline after that day can be counted.
          Whoever runs this service can load the newer list from GOV.UK.
        </li>
      );
  }
};

/** Which one, where it stands, why it is here, and the way to put it right. Below the board's line no agency stands in it but the one at fault (NOT-5). */
const Item = (props: {
  need: { stage: DigestStage } & Partial<Pick<DigestLine, 'agencies'>>;
  to: string;
  link: string;
  children: Content;
}) => (
  <li>
    <a class="govuk-link" href={props.to}>
      {props.link}
    </a>{' '}
    {props.need.agencies ? `(${inAList(props.need.agencies)}), ` : ''}
    {props.need.stage.label}: {props.children}
  </li>
);
