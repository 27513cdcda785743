import type { RaiseForm } from '../../escalation/intake.ts';

/** The sample people that journeys are told about. Their posts stand in `partnerships/<partnership>/directory.csv`. */
export const brackenshire = {
  healthVisitor: 'bashir.brambleby@dunmerevalleyhealth.example',
  healthVisitorsManager: 'farah.kilnhurst-rao@dunmerevalleyhealth.example',
  healthSeniorManager: 'mairi.coverdale@dunmerevalleyhealth.example',
  healthLead: 'anwen.eastermoor@dunmerevalleyhealth.example',
  healthBoardMember: 'osian.kettlewright@dunmerevalleyhealth.example',
  socialWorker: 'jorah.vexley@brackenshire.example',
  socialCareManager: 'esme.quillfeather@brackenshire.example',
  socialCareSeniorManager: 'theo.uppershaw@brackenshire.example',
  socialCareLead: 'bettina.larkmoor@brackenshire.example',
  socialCareBoardMember: 'priya.orrinsmith@brackenshire.example',
  businessManager: 'keziah.stanthorne@partnership.brackenshire.example',
  officerForChildren: 'fergus.nethercote@partnership.brackenshire.example',
  independentChair: 'yusuf.abernook@partnership.brackenshire.example',
  designatedNurse: 'callum.inchmarlow@partnership.brackenshire.example',
} as const;

/** A form that the health visitor fills in about a decision of the social worker. Every field the policy asks is there. */
export function healthVisitorsForm(changes: Partial<RaiseForm> = {}): RaiseForm {
  return {
    raiserName: 'Bashir Brambleby',
    raiserEmail: brackenshire.healthVisitor,
    raiserJob: 'Health visitor',
    raiserAgency: 'dunmere-valley-community-health',
    managerName: 'Farah Kilnhurst-Rao',
    managerEmail: brackenshire.healthVisitorsManager,
    theirAgency: 'brackenshire-childrens-social-care',
    theirName: 'Jorah Vexley',
    theirEmail: brackenshire.socialWorker,
    theirJob: 'Social worker',
    subject: 'child',
    category: 'referral',
    about: 'decision',
    aroseOn: '2026-03-02',
    problem: 'The referral was closed without a visit.',
    disagreement: 'Whether the threshold for an assessment was met.',
    desiredOutcome: 'A single assessment.',
    reasonGiven: 'None given.',
    talkedAlready: 'no',
    talkedOn: '',
    talkedWhatCame: '',
    mustBeSettledOn: '',
    mustBeSettledTime: '',
    mustBeSettledWhy: '',
    actionsNeeded: 'A home visit this week.',
    basis: 'Three missed appointments and what was seen on the last visit.',
    discussedWithManager: 'My manager agrees that it should be raised.',
    discussedWithManagerOn: '',
    subjectDetails: '',
    subjectsView: '',
    ...changes,
  };
}

export const wyrefold = {
  nurse: 'umar.elverstone@saltmarchhealth.example',
  nursesManager: 'petra.wolvesley@saltmarchhealth.example',
  healthSeniorManager: 'farah.brambleby@saltmarchhealth.example',
  healthLead: 'tilda.hathersedge@saltmarchhealth.example',
  healthBoardMember: 'hester.kilnhurst-rao@saltmarchhealth.example',
  socialWorker: 'callum.abernook@wyrefold.example',
  socialCareManager: 'xenia.rushenden@wyrefold.example',
  socialCareSeniorManager: 'leonie.vexley@wyrefold.example',
  socialCareLead: 'theo.lanyonbury@wyrefold.example',
  socialCareBoardMember: 'imogen.quillfeather@wyrefold.example',
  boardManager: 'dilys.thackeringham@board.wyrefold.example',
} as const;

/** A form that a children's nurse fills in about a plan that is not carried out. */
export function nursesForm(changes: Partial<RaiseForm> = {}): RaiseForm {
  return healthVisitorsForm({
    raiserName: 'Umar Elverstone',
    raiserEmail: wyrefold.nurse,
    raiserJob: "Children's nurse",
    raiserAgency: 'saltmarch-community-health',
    managerName: 'Petra Wolvesley',
    managerEmail: wyrefold.nursesManager,
    theirAgency: 'wyrefold-childrens-services',
    theirName: 'Callum Abernook',
    theirEmail: wyrefold.socialWorker,
    category: 'plan',
    about: 'inaction',
    ...changes,
  });
}
