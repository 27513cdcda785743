import type { Delivery } from '../../escalation/messages-seen.ts';
import { NotificationBanner, SummaryList, WarningText } from '../components/index.ts';
import type { Frame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { WhatBecame } from './messages.tsx';

/** One copy as the lead who sees to it reads of it. */
export interface CopyShown {
  /** Their name, or the address where the lead may know no more. */
  to: string;
  delivery: Delivery;
  locked: boolean;
  password?: string;
  because?: 'too large' | 'not theirs to read';
}

/** Why a copy was never sent, and what to do instead. */
const NEVER_SENT: Record<NonNullable<CopyShown['because']>, string> = {
  'too large':
    'It is too large for an email. Ask somebody at their agency who can use links to download it from the page of this disagreement and print it for them.',
  'not theirs to read': 'The record is not theirs to read any more, so nothing was sent.',
};

/** The copies of the record that a lead has sent by email, what became of each, and the passwords to say by telephone (BEY-9, PRV-1). */
export const CopiesPage = (props: {
  frame: Frame;
  partnershipName: string;
  reference: string;
  copies: readonly CopyShown[];
  isJustSent: boolean;
}) => {
  const isToBeTold = props.copies.some(({ password }) => password !== undefined);
  return (
    <Layout
      title={`Copies you sent: ${props.reference}`}
      {...props.frame}
      partnershipName={props.partnershipName}
      backLink={{ href: `/d/${props.reference}`, text: `Disagreement ${props.reference}` }}
    >
      {props.isJustSent ? (
        <NotificationBanner
          isSuccess
          heading={
            isToBeTold
              ? 'The copy is on its way. Now tell them the password by telephone.'
              : 'The copy is on its way by email.'
          }
        />
      ) : null}
      <span class="govuk-caption-l">Disagreement {props.reference}</span>
      <h1 class="govuk-heading-l">Copies you sent by email</h1>
      {props.copies.map(({ to, delivery, locked, password, because }) => (
        <SummaryList
          card={{ title: to, headingLevel: 2 }}
          rows={[
            {
              key: 'The email',
              value: because === undefined ? <WhatBecame {...delivery} /> : NEVER_SENT[because],
            },
            {
              key: 'The file',
              value: locked
                ? 'Locked: only the password opens it.'
                : "Not locked: their address is on the partnership's list of secure addresses.",
            },
            locked &&
              because === undefined && {
                key: 'The password',
                value:
                  password === undefined ? (
                    'It cannot be told any more, because our own secret was changed. Send a newer copy, which has a password of its own.'
                  ) : (
                    <span class="app-password">{password}</span>
                  ),
              },
          ]}
        />
      ))}
      {isToBeTold ? (
        <>
          <h2 class="govuk-heading-m">How to tell them the password</h2>
          <ol class="govuk-list govuk-list--number">
            <li>
              Telephone them on a number that you know from elsewhere, such as their agency's switchboard. Do not use
              one from an email.
            </li>
            <li>Make sure that you are speaking with them.</li>
            <li>
              Say it letter by letter, and ask them to say it back. All letters are capitals, and the hyphens belong to
              it. It has no vowels, and no 0 or 1.
            </li>
          </ol>
          <WarningText>
            Never send the password by email or text, and do not leave it on an answering machine.
          </WarningText>
          <p class="govuk-body">You can read it here until you send a newer copy, which has a password of its own.</p>
        </>
      ) : null}
      <p class="govuk-body">
        <a class="govuk-link" href={`/d/${props.reference}/send-copy`}>
          Send a newer copy
        </a>
      </p>
    </Layout>
  );
};
