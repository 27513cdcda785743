import { perform, raise } from '../../conduct/disagreements.ts';
import { standingOf } from '../../escalation/access.ts';
import { type ActKind, readAct } from '../../escalation/acts.ts';
import type { RaiseForm } from '../../escalation/intake.ts';
import type { Disagreement } from '../../escalation/record.ts';
import { readDisagreement } from '../../services/disagreements.ts';
import { holdingPen } from '../../services/holding-pen.ts';
import type { Services } from '../../services/services.ts';
import { brackenshire, healthVisitorsForm } from '../journeys/people.ts';
import { housingOfficersForm } from '../journeys/people-sallowdene.ts';

/** Monday: a manager of Dunmere Valley is away then, and her deputy is asked. */
export const STARTS_AT = '2026-09-07T09:00:00Z';
const TODAY = '2026-09-07';

export const supporter = 'quentin.lanyonbury@brackenshire.example';
export const outsider = 'nel.outside@elsewhere.example';
export const panelMember = 'umar.merriden@police.brackenshire.example';
export const stranger = 'carys.wetherlam@police.brackenshire.example';
/** Asked who the practitioner is, where the raiser did not know. */
export const schoolsLead = 'imogen.oakenfell@hollowbrook.example';
/** Whoever said that it is not theirs once it had come to the panel. */
export const disowned = brackenshire.socialWorker;
/** Asked at the senior managers' stage, and never said whether it is theirs. */
export const undecided = brackenshire.healthSeniorManager;

/** The disagreements of the access matrix, by what is the matter with each: between them every place there is has its holder. */
export async function disagreementsOfEveryPlace(services: Services) {
  const brackenshires = (form: Partial<RaiseForm>) =>
    raised('brackenshire', healthVisitorsForm({ aroseOn: TODAY, ...form }));

  const atManagers = await brackenshires({
    raiserName: 'Jorah Vexley',
    raiserEmail: brackenshire.socialWorker,
    raiserJob: 'Social worker',
    raiserAgency: 'brackenshire-childrens-social-care',
    managerName: 'Esme Quillfeather',
    managerEmail: brackenshire.socialCareManager,
    theirAgency: 'dunmere-valley-community-health',
    theirName: 'Bashir Brambleby',
    theirEmail: brackenshire.healthVisitor,
    theirJob: 'Health visitor',
  });
  await does(atManagers, brackenshire.socialWorker, 'escalate-now', { text: 'It cannot wait.' });
  await does(atManagers, brackenshire.socialWorker, 'ask-for-advice');
  await does(atManagers, brackenshire.socialWorker, 'appoint-supporter', {
    name: 'Quentin Lanyonbury',
    email: supporter,
  });
  await everybodySays(atManagers);

  const atOfficer = await brackenshires({ theirName: 'Nel Outside', theirEmail: outsider });
  await upToOfficer(atOfficer);
  await everybodySays(atOfficer, [undecided]);

  const atPanel = await brackenshires({});
  await upToOfficer(atPanel);
  await does(atPanel, disowned, 'not-mine');
  await arranged(atPanel, {
    what: 'panel',
    panel: ['dunmere-valley-community-health', 'brackenshire-childrens-social-care', 'brackenshire-constabulary'].map(
      (agency) => ({ agency }),
    ),
  });
  await everybodySays(atPanel, [disowned]);

  const atMediation = await brackenshires({});
  await upToOfficer(atMediation);
  await arranged(atMediation, {
    what: 'mediation',
    attendees: [brackenshire.healthVisitor, brackenshire.socialWorker].map((email) => ({ email })),
  });
  await everybodySays(atMediation);

  const ofHarm = await brackenshires({ immediateHarm: 'yes', harmWhy: 'He is at home with them tonight.' });
  await everybodySays(ofHarm);

  const unrelated = await brackenshires({
    raiserName: 'Winston Garrowby',
    raiserEmail: 'winston.garrowby@brackenshire.example',
    raiserAgency: 'brackenshire-adult-social-care',
    managerName: 'Sunil Birchall-Oke',
    managerEmail: 'sunil.birchall-oke@brackenshire.example',
    theirAgency: 'hollowbrook-school',
    theirName: 'Theo Ivelchester',
    theirEmail: 'theo.ivelchester@hollowbrook.example',
  });

  const withoutPractitioner = await brackenshires({
    raiserName: 'Winston Garrowby',
    raiserEmail: 'winston.garrowby@brackenshire.example',
    raiserAgency: 'brackenshire-adult-social-care',
    managerName: 'Sunil Birchall-Oke',
    managerEmail: 'sunil.birchall-oke@brackenshire.example',
    theirAgency: 'hollowbrook-school',
    theirName: '',
    theirEmail: '',
  });
  await everybodySays(withoutPractitioner);

  const elsewhere = await raised('sallowdene', housingOfficersForm({ aroseOn: TODAY }));

  for (const partnershipId of ['brackenshire', 'sallowdene'])
    await holdingPen(services.table).hold({
      id: `held-${partnershipId}`,
      kind: 'held',
      why: 'Its sender is at no agency of the directory',
      partnershipId,
      receivedAt: STARTS_AT,
      from: 'someone@home.example',
      envelopeFrom: 'someone@home.example',
      subject: 'About a child',
      text: 'He was not seen.',
      rawMailId: `raw-${partnershipId}`,
    });

  const all = { atManagers, atOfficer, atPanel, atMediation, ofHarm, unrelated, withoutPractitioner, elsewhere };
  return Object.fromEntries(Object.entries(all).map(([name, { reference }]) => [name, reference])) as Record<
    keyof typeof all,
    string
  >;

  async function raised(partnershipId: string, form: RaiseForm): Promise<Disagreement> {
    sources += 1;
    return raise(services, {
      partnership: (await services.rules.partnership(partnershipId))!.partnership,
      source: `the access matrix's ${sources}`,
      raisedBy: 'form',
      raisedAt: services.clock.now(),
      raiser: { name: form.raiserName, email: form.raiserEmail, job: form.raiserJob, agency: form.raiserAgency },
      form,
    });
  }

  async function mustSay({ id }: Disagreement, email: string): Promise<boolean> {
    const { d } = (await readDisagreement(services.table, id))!;
    const known = (await services.rules.partnership(d.partnershipId))!;
    return standingOf(d, email, { ...known, policy: services.rules.requirePolicy(d.policyVersionId) }).mustSay;
  }

  async function does(d: Disagreement, by: string, kind: ActKind, fields: object = {}): Promise<void> {
    if (kind !== 'mine' && kind !== 'not-mine' && (await mustSay(d, by))) await does(d, by, 'mine');
    const read = readAct(kind, fields);
    if ('problems' in read) throw new Error(`${kind}: ${JSON.stringify(read.problems)}`);
    const performed = await perform(services, { id: d.id, by, act: read.act });
    if ('refused' in performed) throw new Error(`${kind}: ${performed.refused}`);
  }

  async function everybodySays(d: Disagreement, but: readonly string[] = []): Promise<void> {
    const { people } = (await readDisagreement(services.table, d.id))!.d;
    for (const email of Object.keys(people))
      if (!but.includes(email) && (await mustSay(d, email))) await does(d, email, 'mine');
  }

  async function upToOfficer(d: Disagreement): Promise<void> {
    for (const text of ['To the managers.', 'To the senior managers.', 'To the officer.'])
      await does(d, brackenshire.healthVisitor, 'escalate-now', { text });
  }

  async function arranged(d: Disagreement, meeting: object): Promise<void> {
    await does(d, brackenshire.officerForChildren, 'decide-not-to-convene', { text: 'It is beyond us.' });
    await does(d, brackenshire.independentChair, 'convene', {
      on: '2026-09-10',
      time: '14:00',
      where: 'Room 4',
      attendees: [],
      panel: [],
      chairName: 'Yusuf Abernook',
      chairEmail: brackenshire.independentChair,
      chairAgency: 'board',
      ...meeting,
    });
  }
}

let sources = 0;
