import { agencyRow, boardRows, directoryOf, postRow, row } from './directories.ts';

export const COUNCIL = "Tarnshire Children's Services";
const TRUST = 'Tarn & Fell Hospitals Trust';
export const SURGERY = 'Mill Lane Surgery';
export const ICB = 'Tarnshire Integrated Care Board';

/** Every hole that ADM-3 asks for, each in an agency where nothing else is missing. */
const rows = [
  ...boardRows,
  agencyRow(COUNCIL, 'childrens-social-care', 'tarn.example'),
  postRow(COUNCIL, 'line-manager', 'Lena Line', 'lena@tarn.example', { deputy_email: 'dora@tarn.example' }),
  postRow(COUNCIL, 'line-manager', 'Lou Second', 'lou@tarn.example'),
  postRow(COUNCIL, 'safeguarding-supervisor', 'Dora Deputy', 'dora@tarn.example'),
  postRow(COUNCIL, 'safeguarding-lead', 'Sol Lead', 'sol@tarn.example'),
  row({ agency: COUNCIL, role: 'senior-manager' }),

  agencyRow(TRUST, 'hospital-trust', 'tarnhospitals.example', { health_commissioned: 'yes' }),
  postRow(TRUST, 'line-manager', 'Nora North', 'nora@tarnhospitals.example', { site: 'North' }),
  postRow(TRUST, 'line-manager', 'Saul South', 'saul@tarnhospitals.example', { site: 'South' }),
  postRow(TRUST, 'senior-manager', 'Nora North', 'nora@tarnhospitals.example', { site: 'North' }),
  postRow(TRUST, 'named-doctor-or-nurse', 'Ned Named', 'ned@tarnhospitals.example'),
  postRow(TRUST, 'safeguarding-lead', 'Sara Safe', 'sara@tarnhospitals.example', { site: 'South' }),

  agencyRow('Tarnshire Police', 'police', 'tarnpolice.example'),
  postRow('Tarnshire Police', 'line-manager', 'Abe Away', 'abe@tarnpolice.example', {
    absent_from: '2026-04-01',
    absent_to: '2026-04-10',
    deputy_email: 'bo@tarnpolice.example',
  }),
  postRow('Tarnshire Police', 'senior-manager', 'Bo Away', 'bo@tarnpolice.example', {
    absent_from: '2026-04-07',
    deputy_email: 'abe@tarnpolice.example',
  }),
  postRow('Tarnshire Police', 'safeguarding-lead', 'Pia Lead', 'pia@tarnpolice.example', {
    deputy_email: 'rota@tarnpolice.example',
  }),
  postRow('Tarnshire Police', 'head-of-service', 'Hal Away', 'hal@tarnpolice.example', {
    absent_from: '2026-04-01',
    deputy_email: 'ian@tarnpolice.example',
  }),
  postRow('Tarnshire Police', 'safeguarding-supervisor', 'Ian Away', 'ian@tarnpolice.example', {
    absent_from: '2026-04-07',
    absent_to: '2026-04-10',
    deputy_email: 'jo@tarnpolice.example',
  }),
  postRow('Tarnshire Police', 'practitioner', 'Jo Here', 'jo@tarnpolice.example'),

  agencyRow(ICB, 'icb', 'tarnicb.example', { health_commissioned: 'yes' }),
  postRow(ICB, 'safeguarding-lead', 'Ivy Icb', 'ivy@tarnicb.example'),

  agencyRow(SURGERY, 'gp-practice', 'nhs-mail.example', { health_commissioned: 'yes', member: 'no' }),
  row({ agency: SURGERY, role: 'senior-manager', delegated_to: `${ICB}: safeguarding-lead` }),
  row({ agency: SURGERY, role: 'head-of-service', delegated_to: `${SURGERY}: senior-manager` }),
  row({ agency: SURGERY, role: 'line-manager', deputy_email: 'rota@nhs-mail.example' }),
  row({ agency: SURGERY, role: 'safeguarding-lead', delegated_to: `${ICB}: safeguarding-lead` }),
  agencyRow('Fellside Surgery', 'gp-practice', 'nhs-mail.example', { health_commissioned: 'yes', member: 'no' }),
  row({
    agency: 'Fellside Surgery',
    role: 'senior-manager',
    delegated_to: 'Tarnshire Safeguarding Partnership: business-manager',
  }),
];
/** The directory they make. */
export const directory = directoryOf(rows);

export const COUNCIL_ID = 'tarnshire-childrens-services';
export const TRUST_ID = 'tarn-and-fell-hospitals-trust';
