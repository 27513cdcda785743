import type { RaiseForm } from '../../escalation/intake.ts';
import { healthVisitorsForm } from './people.ts';

/** The sample people of Ravenshythe that journeys are told about. */
export const ravenshythe = {
  teacher: 'perrin.hexworth@marlecross.example',
  teachersManager: 'rufus.ruddock-lee@marlecross.example',
  headTeacher: 'saskia.wickstead@marlecross.example',
  schoolLead: 'tobias.crowmarsh@marlecross.example',
  chairOfGovernors: 'ulla.harrowell@marlecross.example',
  socialWorker: 'fenella.quarlton@ravenshythe.example',
  socialCareManager: 'idris.grimscote@ravenshythe.example',
  managingDirector: 'kerensa.eddlestone@ravenshythe.example',
  socialCareLead: 'ludo.jarrowmere@ravenshythe.example',
  socialCareHead: 'marisol.oxenholt@ravenshythe.example',
  abbotPark: 'Abbot Park Hospital',
  abbotParkManager: 'rohan.ruddock-lee@ravenshythehospitals.example',
  abbotParkNurse: 'sioned.wickstead@ravenshythehospitals.example',
  marleCross: 'Marle Cross Hospital',
  marleCrossManager: 'vesna.ashgrove@ravenshythehospitals.example',
  hospitalsLead: 'beatrix.kettlethorpe@ravenshythehospitals.example',
  boardMailbox: 'business-unit@board.ravenshythe.example',
  boardChair: 'vesna.yaxcombe@board.ravenshythe.example',
} as const;

/** A form that a teacher fills in about the threshold for a service. */
export function teachersForm(changes: Partial<RaiseForm> = {}): RaiseForm {
  return healthVisitorsForm({
    raiserName: 'Perrin Hexworth',
    raiserEmail: ravenshythe.teacher,
    raiserJob: 'Teacher',
    raiserAgency: 'marle-cross-academy',
    managerName: 'Rufus Ruddock-Lee',
    managerEmail: ravenshythe.teachersManager,
    theirAgency: 'ravenshythe-childrens-services',
    theirName: 'Fenella Quarlton',
    theirEmail: ravenshythe.socialWorker,
    theirJob: 'Social worker',
    category: 'threshold',
    about: 'decision',
    ...changes,
  });
}
