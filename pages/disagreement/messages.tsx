import type { Delivery } from '../../escalation/messages-seen.ts';
import type { MessageKind } from '../../escalation/record.ts';
import { momentInWords } from '../../escalation/spoken-time.ts';
import { SummaryList, Tag } from '../components/index.ts';
import type { TagColour } from '../components/notices.tsx';
import type { DisagreementFacts } from './facts.ts';

/** What each email was for, as whoever reads the record would say it. */
const ABOUT: Record<MessageKind, string> = {
  acknowledgement: 'That it is received',
  'more-needed': 'What is still missing',
  asked: 'To ask them to answer',
  'told-raised': 'That it was raised',
  'told-moved': 'That it has moved on',
  'told-stage-opened': 'That a stage has opened',
  registered: 'For the partnership’s register',
  reminder: 'That an answer is awaited',
  proposal: 'To ask them about a proposed outcome',
  disputed: 'That a proposed outcome is disputed',
  resolved: 'The outcome in writing',
  decided: 'The decision in writing',
  withdrawn: 'That it is withdrawn',
  'check-back': 'To ask whether what was agreed is done',
  'not-done': 'That something agreed is not done',
  reopened: 'That it is open again',
  'deadline-changed': 'That the deadline has changed',
  'protective-timescale-passed': 'That the shorter time has passed',
  'not-mine': 'That somebody said it is not theirs',
  'name-next': 'To ask who it is for',
  'nobody-to-ask': 'That nobody could be asked',
  'harm-flagged': 'That somebody is at risk',
  'harm-chase': 'To ask again whether they have seen that somebody is at risk',
  'harm-clock-passed': 'That the time for immediate harm has passed',
  'harm-ended': 'That the risk is dealt with',
  'harm-withdrawal': 'To ask whether it may be withdrawn',
  'look-again': 'To ask them to look at it again',
  'meeting-arranged': 'When the meeting is',
  'no-panel': 'That no panel can be made up',
  'meeting-ended': 'How the meeting ended',
  understanding: 'To ask whether it is what they understood',
  'understood-otherwise': 'That it was understood otherwise',
  learning: 'That there is something to learn',
  'advice-asked': 'To ask them for advice',
  'advice-given': 'That advice was given',
  'support-asked': 'That support is asked for',
  supporter: 'That they are named to stand by a side',
  'agency-added': 'That an agency was added',
  'not-concerned': 'That an agency is not concerned',
  'out-of-scope': 'That it is closed, and where it goes instead',
  corrected: 'That a correction was made',
  merged: 'That it goes on with one raised before',
  'recorded-for': 'That something was written down for them',
  'discussion-waits': 'That the record of a discussion waits to be approved',
  'vouch-wanted': 'To ask whose an address is',
  vouched: 'That their address was vouched for',
  'stand-aside': 'To ask them to stand aside as lead',
  'stood-aside': 'That they take it as lead',
  'acting-raiser': 'That somebody acts for the person who raised it',
  'next-not-named': 'That the next person was not named',
  'record-copy': 'Their copy of the record',
  'copy-password': 'To ask them to tell somebody a password',
};

const STATES: Record<Delivery['state'], { text: string; colour?: TagColour }> = {
  waiting: { text: 'Waiting', colour: 'grey' },
  'trying again': { text: 'Trying again', colour: 'yellow' },
  leaving: { text: 'Leaving now' },
  sent: { text: 'Sent', colour: 'green' },
  'not sent': { text: 'Could not be sent', colour: 'red' },
  'came back': { text: 'Came back', colour: 'red' },
};

/** Each email about it that the reader may hear of: to whom, what for, and what became of it. Never its words. */
export const Messages = ({ facts, messages }: { facts: DisagreementFacts; messages: readonly Delivery[] }) =>
  messages.length === 0 ? (
    <p class="govuk-body">No email has been sent about it yet.</p>
  ) : (
    <>
      <p class="govuk-body">
        “Sent” means that it was handed over to be delivered. Nobody can see whether it was read: only an answer on this
        page says that.
      </p>
      <SummaryList
        rows={messages.map(({ kind, to, ...became }) => ({
          key: nameOf(facts, to),
          value: (
            <>
              <p class="govuk-body govuk-!-margin-bottom-1">{ABOUT[kind]}</p>
              <p class="govuk-body govuk-!-margin-bottom-0">
                <WhatBecame {...became} />
              </p>
            </>
          ),
        }))}
      />
    </>
  );

/** What became of one email, and when. */
export const WhatBecame = ({ state, at }: Pick<Delivery, 'state' | 'at'>) => (
  <>
    <Tag colour={STATES[state].colour}>{STATES[state].text}</Tag> {whenInWords(state, at)}
  </>
);

function nameOf({ d, readBy }: DisagreementFacts, to: string): string {
  const name = d.people[to]?.person.name;
  if (to === readBy) return name ? `${name} (you)` : 'You';
  return name ?? 'Somebody who takes part';
}

function whenInWords(state: Delivery['state'], at: string): string {
  const when = momentInWords(at);
  switch (state) {
    case 'waiting':
      return `Leaves at ${when}, in working hours`;
    case 'trying again':
      return `It was refused. It is tried again at ${when}`;
    case 'leaving':
      return '';
    case 'sent':
      return `at ${when}`;
    case 'not sent':
      return `We stopped trying at ${when}. Please telephone instead`;
    case 'came back':
      return `It did not reach them: it was returned at ${when}. Please telephone instead`;
  }
}
