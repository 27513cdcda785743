import type { RaiseForm } from '../../escalation/intake.ts';
import { healthVisitorsForm } from './people.ts';

/** The sample people of Sallowdene that journeys are told about. */
export const sallowdene = {
  housingOfficer: 'alder.larchmont-iqbal@withybank.example',
  housingManager: 'cosmo.vinterson@withybank.example',
  housingLead: 'emrys.grimscote@withybank.example',
  socialWorker: 'mirela.brindlow@sallowdene.example',
  socialCareManager: 'pavla.eddlestone@sallowdene.example',
  socialCareLead: 'tariq.thistleby@sallowdene.example',
  boardManager: 'winifred.thistleby@board.sallowdene.example',
  chiefOfficer: 'adaeze.cobbledale@board.sallowdene.example',
} as const;

/** A form that a housing officer fills in about a tenant at risk. */
export function housingOfficersForm(changes: Partial<RaiseForm> = {}): RaiseForm {
  return healthVisitorsForm({
    raiserName: 'Alder Larchmont-Iqbal',
    raiserEmail: sallowdene.housingOfficer,
    raiserJob: 'Housing officer',
    raiserAgency: 'withy-bank-housing',
    managerName: 'Cosmo Vinterson',
    managerEmail: sallowdene.housingManager,
    theirAgency: 'sallowdene-adult-services',
    theirName: 'Mirela Brindlow',
    theirEmail: sallowdene.socialWorker,
    theirJob: 'Social worker',
    subject: 'adult',
    category: 'plan',
    about: 'inaction',
    ...changes,
  });
}
