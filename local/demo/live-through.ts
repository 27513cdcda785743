import { readFile } from 'node:fs/promises';
import { createTransport } from 'nodemailer';
import { Temporal } from 'temporal-polyfill';
import { londonTime } from '../../escalation/working-days.ts';
import type { MovableClock } from '../movable-clock.ts';
import type { Running } from '../start.ts';
import type { Story } from './check-story.ts';
import { type Moment, whatHappenedTo } from './happened.ts';
import { choice, hidden, type Page, Person, type Received, readMail } from './person.ts';

/** One of the two disagreements, as it went. */
export interface Lived {
  title: string;
  reference: string;
  story: Story;
  /** The same, and what people did, in order. */
  moments: Moment[];
}

/** A whole run. */
export interface Demonstration {
  throughEveryTier: Lived;
  settledAtStageTwo: Lived;
  /** Everything that was sent, the sign-in codes included. */
  mails: Received[];
}

/** Words typed about the children: they must never come near an email (PRV-3). */
export const TYPED_ABOUT_THE_CHILDREN = [
  'The referral was closed without a visit',
  'Three missed appointments',
  'The plan leaves out the two younger children',
  'A new plan that names all three',
  'Ring the school together',
];

const EXAMPLE = new URL('../../docs/examples/raise-by-email.eml', import.meta.url);

const PETRA = 'petra.wolvesley@saltmarchhealth.example';
const JEMIMA = 'jemima.dovershaw@police.wyrefold.example';
const UMAR = 'umar.elverstone@saltmarchhealth.example';
const BASHIR = 'bashir.brambleby@dunmerevalleyhealth.example';

/** Raises both disagreements, lets time pass, and does what people would do in between. */
export async function liveThrough(running: Running, clock: MovableClock, mailbox: string): Promise<Demonstration> {
  const until = async (on: string, time: string) => {
    await clock.moveTo(londonTime(Temporal.PlainDate.from(on), time));
    await clock.settled();
  };
  const person = (email: string) => new Person(email, { origin: running.origin, mailbox });
  const deeds = { b: [] as Moment[], w: [] as Moment[] };
  const did = (whose: keyof typeof deeds, what: string) => deeds[whose].push({ kind: 'deed', at: clock.now(), what });

  await until('2026-04-02', '09:30');
  await sendExample(running);
  await clock.settled();
  const b = await referenceToldTo(BASHIR, mailbox);
  did('b', 'A health visitor raises it by email: docs/examples/raise-by-email.eml, by SMTP');

  await until('2026-04-02', '10:00');
  const w = await raiseByForm(person(UMAR));
  await clock.settled();
  did('w', 'A school nurse raises it with the form, and opens it with the six digits from their mailbox');

  await until('2026-04-08', '10:00');
  await propose(person(PETRA), w);
  await clock.settled();
  did(
    'w',
    'The nurse’s manager signs in and proposes an outcome, with an action for Wyrefold Police by Wednesday 22 April 2026',
  );

  await until('2026-04-08', '15:00');
  await confirm(person(JEMIMA), w);
  await clock.settled();
  did('w', 'The constable’s manager signs in and confirms it');

  await until('2026-04-22', '11:00');
  await answerCheckBack(person(JEMIMA), w);
  await clock.settled();
  did('w', 'The constable’s manager, whose agency owed it, answers: yes, it was done');

  await until('2026-04-22', '14:00');
  await answerCheckBack(person(UMAR), w);
  await clock.settled();
  did('w', 'The nurse who raised it answers: yes, it was done');

  // Over the weekend and one morning on, so that a digest tells of stage 4b.
  await until('2026-04-27', '08:00');

  const mails = await readMail(mailbox);
  const lived = async (title: string, reference: string, whose: keyof typeof deeds): Promise<Lived> => {
    const { story, moments } = await whatHappenedTo(running, reference, mails);
    const inOrder = [...deeds[whose], ...moments].sort((a, b) => Temporal.Instant.compare(a.at, b.at));
    return { title, reference, story, moments: inOrder };
  };
  return {
    throughEveryTier: await lived('Nobody answers: through every tier on deadlines alone', b, 'b'),
    settledAtStageTwo: await lived('Settled between the managers', w, 'w'),
    mails,
  };
}

async function sendExample({ smtpPort, mailDomain }: Running): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: smtpPort!, secure: false, ignoreTLS: true });
  await transport.sendMail({
    envelope: { from: BASHIR, to: [`raise+brackenshire@${mailDomain}`] },
    raw: await readFile(EXAMPLE),
  });
  transport.close();
}

/** The reference as the acknowledgement says it: nobody is told it any other way. */
async function referenceToldTo(email: string, mailbox: string): Promise<string> {
  const told = (await readMail(mailbox)).findLast((mail) => mail.to === email && mail.subject.includes('is open'));
  const reference = /\[([A-Z]{2}-[A-Z2-9]{4})\]/.exec(told?.subject ?? '')?.[1];
  if (!reference) throw new Error(`${email} was not told that a disagreement is open`);
  return reference;
}

async function raiseByForm(umar: Person): Promise<string> {
  const chosen = (page: Page, name: string, words: string) =>
    page.html.includes(` name="${name}"`) ? { [name]: choice(page, name, words) } : {};
  let page = await umar.send('/raise/wyrefold/scope', { matter: 'disagreement' });
  // Each page takes of these what it asks for.
  while (page.path !== '/raise/wyrefold/check') {
    page = await umar.send(page.path, {
      ...chosen(page, 'raiserAgency', 'Saltmarch Community Health'),
      raiserName: 'Umar Elverstone',
      raiserEmail: umar.email,
      raiserJob: 'School nurse',
      managerName: 'Petra Wolvesley',
      managerEmail: PETRA,
      ...chosen(page, 'theirAgency', 'Wyrefold Police'),
      theirName: 'Verity Birchall-Oke',
      theirEmail: 'verity.birchall-oke@police.wyrefold.example',
      theirJob: 'Detective constable',
      ...chosen(page, 'category', 'A plan, or how it is carried out'),
      about: 'decision',
      'aroseOn-day': '2',
      'aroseOn-month': '4',
      'aroseOn-year': '2026',
      problem: 'The plan leaves out the two younger children.',
      disagreement: 'Whether they are at the same risk.',
      reasonGiven: 'none given',
      desiredOutcome: 'A new plan that names all three.',
      talkedAlready: 'no',
      immediateHarm: 'no',
    });
  }
  await umar.send(page.path, {});
  const raised = await umar.enterCode();
  const reference = /^\/d\/([^/]+)\/raised$/.exec(raised.path)?.[1];
  if (!reference) throw new Error(`The code led to ${raised.path}, not to a disagreement`);
  return reference;
}

async function propose(petra: Person, reference: string): Promise<void> {
  await petra.signInTo(`/d/${reference}`);
  await petra.send(`/d/${reference}/mine`, {});
  const form = await petra.open(`/d/${reference}/propose`);
  await petra.send(`/d/${reference}/propose`, {
    text: 'A new plan that names all three. Nothing else is outstanding.',
    how: 'agreed',
    'actions.0.text': 'Ring the school together and write the plan anew.',
    'actions.0.ownerAgency': choice(form, 'actions.0.ownerAgency', 'Wyrefold Police'),
    'actions.0.dueOn-day': '22',
    'actions.0.dueOn-month': '4',
    'actions.0.dueOn-year': '2026',
  });
}

async function confirm(jemima: Person, reference: string): Promise<void> {
  await jemima.signInTo(`/d/${reference}`);
  await jemima.send(`/d/${reference}/mine`, {});
  const form = await jemima.open(`/d/${reference}/confirm`);
  await jemima.send(`/d/${reference}/confirm`, { proposalId: hidden(form, 'proposalId') });
}

async function answerCheckBack(somebody: Person, reference: string): Promise<void> {
  await somebody.signInTo(`/d/${reference}`);
  const form = await somebody.open(`/d/${reference}/answer-check-back`);
  await somebody.send(`/d/${reference}/answer-check-back`, { actionId: hidden(form, 'actionId'), done: 'yes' });
}
