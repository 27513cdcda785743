import { brackenshire } from './people.ts';

/** An email as its sender's program would write it. `headers` are whole lines. */
export function letter({
  from = `Bashir Brambleby <${brackenshire.healthVisitor}>`,
  to = 'raise+brackenshire@inbound.commonground.example',
  subject = 'Professional disagreement about a referral',
  id = 'letter-1@dunmerevalleyhealth.example',
  headers = [],
  body,
}: {
  from?: string;
  to?: string;
  subject?: string;
  id?: string;
  headers?: string[];
  body: string | string[];
}): string {
  return [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Message-ID: <${id}>`,
    ...headers,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    ...(typeof body === 'string' ? [body] : body),
    '',
  ].join('\r\n');
}

/** Everything that the policy asks for, one label a line. */
export const LABELS = [
  'Child or adult: child',
  'Day it arose: 2 March 2026',
  'My job: Health visitor',
  `My manager: Farah Kilnhurst-Rao, ${brackenshire.healthVisitorsManager}`,
  'Talked with my manager: yes, she thinks as I do.',
  "Their agency: Brackenshire Children's Social Care",
  `Their practitioner: Jorah Vexley, ${brackenshire.socialWorker}`,
  'Type: referral',
  'Decision, action or inaction: decision',
  'The problem: The referral was closed without a visit.',
  'What we disagree about: Whether the threshold for an assessment is met.',
  'What I want: A single assessment.',
  'Actions needed: A home visit this week.',
  'Basis: Three missed appointments.',
  'Reason they gave: none given',
  'Talked already: no',
];

/** The address that an email of ours asks to be answered at. */
export function replyAddressOf({ raw }: { raw: string }): string {
  const [, address] = /^Reply-To:\s*<?([^\s<>]+@[^\s<>]+)>?/im.exec(raw.replaceAll(/\r?\n[ \t]/g, ' ')) ?? [];
  if (!address) throw new Error('The email has no Reply-To');
  return address;
}
