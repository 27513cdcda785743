import { DIGEST_RHYTHMS, type DigestSetting } from '../../escalation/digest-rhythm.ts';
import { Button, NotificationBanner, Radios } from '../components/index.ts';
import type { FormState } from '../frame.ts';
import { DeskFrame, type DeskPlace, deskLink } from './desk-frame.tsx';

/** A part of the digest as its email is made of: the same shapes as `Block` in `messages/blocks.tsx`. Change one and you have to change the other. */
type Part =
  | { heading: string }
  | { paragraph: string }
  | { lead: string; bullets: readonly string[] }
  | { rows: readonly (readonly [label: string, value: string])[] }
  | { lead: string; link: string };

/** How often a lead gets the digest, and what it would say now. */
export const DigestPage = (props: {
  place: DeskPlace;
  form: FormState;
  /** Absent for a lead to whom the partnership's settings send none. */
  setting?: DigestSetting;
  preview: readonly Part[];
  /** The subject line the email would have. */
  subject: string;
  isDone: boolean;
}) => (
  <DeskFrame place={props.place} title="Your digest" errors={props.form.errors}>
    {props.isDone ? (
      <NotificationBanner isSuccess heading="Your choice is kept. It holds from the next digest on." />
    ) : null}
    <p class="govuk-body">
      The digest is an email at 8am on working days. It tells what has happened since the one before, and what needs
      you. Nothing is lost by having it less often: the next one tells of all the days since.
    </p>
    {props.setting ? (
      <form method="post" action={deskLink(props.place, '/lead/digest')}>
        <Radios
          name="rhythm"
          label="How often do you want it?"
          labelSize="m"
          errors={props.form.errors}
          value={props.form.typed['rhythm'] ?? props.setting.rhythm}
          items={DIGEST_RHYTHMS.map((value) => ({ value, label: WORDS[value].label, hint: WORDS[value].hint }))}
        />
        <Button>Keep my choice</Button>
      </form>
    ) : (
      <p class="govuk-body">
        None is sent to you: the partnership's{' '}
        <a class="govuk-link" href={deskLink(props.place, '/settings')}>
          settings
        </a>{' '}
        do not name you among its leads.
      </p>
    )}
    <h2 class="govuk-heading-m">What it would say now</h2>
    <div class="app-preview">
      <p class="govuk-body">
        <strong>{props.subject}</strong>
      </p>
      {props.preview.slice(0, MOST_PARTS_SHOWN).map((part) => (
        <PartOf part={part} />
      ))}
    </div>
    {props.preview.length > MOST_PARTS_SHOWN ? (
      <p class="govuk-body">
        This is how it begins. The email goes on with {props.preview.length - MOST_PARTS_SHOWN} paragraphs more.
      </p>
    ) : null}
  </DeskFrame>
);

/** Our choice: enough to judge it by, and a page that a telephone opens; a partnership with 150 open has some 230. */
const MOST_PARTS_SHOWN = 60;

const WORDS: Record<DigestSetting['rhythm'], { label: string; hint: string }> = {
  'every working day': {
    label: 'Every working day',
    hint: 'Also when there is nothing to report, so that you can tell that it works.',
  },
  'once a week': {
    label: 'On Mondays only',
    hint: "On the week's first working day, where Monday is a bank holiday. It tells the whole week.",
  },
  'when needed': {
    label: 'Only on days when something needs you',
    hint: 'Then no email means that nothing needs you, or that something is wrong: look at this desk now and then.',
  },
};

const PartOf = ({ part }: { part: Part }) => {
  if ('heading' in part) return <h3 class="govuk-heading-s">{part.heading}</h3>;
  if ('paragraph' in part) return <p class="govuk-body">{part.paragraph}</p>;
  if ('bullets' in part)
    return (
      <>
        <p class="govuk-body">{part.lead}</p>
        <ul class="govuk-list govuk-list--bullet">
          {part.bullets.map((bullet) => (
            <li>{bullet}</li>
          ))}
        </ul>
      </>
    );
  if ('rows' in part)
    return (
      <ul class="govuk-list">
        {part.rows.map(([label, value]) => (
          <li>
            {label}: {value}
          </li>
        ))}
      </ul>
    );
  return (
    <p class="govuk-body">
      {part.lead}
      <br />
      <a class="govuk-link" href={new URL(part.link).pathname}>
        {part.link}
      </a>
    </p>
  );
};
