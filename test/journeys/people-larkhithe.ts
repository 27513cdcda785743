import type { RaiseForm } from '../../escalation/intake.ts';
import { healthVisitorsForm } from './people.ts';

/** The sample people of Larkhithe that journeys are told about. */
export const larkhithe = {
  policeOfficer: 'zuleika.oxenholt@police.larkhithe.example',
  policeManager: 'bilal.zellaby@police.larkhithe.example',
  policeSeniorManager: 'chidi.eskmoor@police.larkhithe.example',
  policeLead: 'darsh.kestrelman@police.larkhithe.example',
  policeHead: 'eilidh.cobbledale@police.larkhithe.example',
  socialWorker: 'honor.lintwell@larkhithe.example',
  socialCareManager: 'kerensa.norrisdene@larkhithe.example',
  socialCareSeniorManager: 'marisol.yaxcombe@larkhithe.example',
  socialCareLead: 'ned.dapplewood@larkhithe.example',
  socialCareHead: 'ottilie.inkpenny@larkhithe.example',
  practiceNurse: 'leith.puddifield@ropewalk.example',
  practiceManager: 'mirela.underleaf@ropewalk.example',
  practiceNamedDoctor: 'oluwaseun.fallowby@ropewalk.example',
  healthVisitor: 'gwen.millhazel@gullsmouthhealth.example',
  healthNamedNurse: 'mirela.gorsefield@gullsmouthhealth.example',
  healthSeniorManager: 'leith.birkenthwaite@gullsmouthhealth.example',
  designatedNurse: 'ludo.harrowell@icb.larkhithe.example',
  icbHead: 'marisol.ashgrove@icb.larkhithe.example',
  businessManager: 'alder.ashgrove@partnership.larkhithe.example',
} as const;

/** A form that a police officer fills in about a referral that was closed. */
export function policeOfficersForm(changes: Partial<RaiseForm> = {}): RaiseForm {
  return healthVisitorsForm({
    raiserName: 'Zuleika Oxenholt',
    raiserEmail: larkhithe.policeOfficer,
    raiserJob: 'Police constable',
    raiserAgency: 'larkhithe-police',
    managerName: 'Bilal Zellaby',
    managerEmail: larkhithe.policeManager,
    theirAgency: 'larkhithe-childrens-services',
    theirName: 'Honor Lintwell',
    theirEmail: larkhithe.socialWorker,
    theirJob: 'Social worker',
    category: 'enquiry',
    about: 'decision',
    ...changes,
  });
}
