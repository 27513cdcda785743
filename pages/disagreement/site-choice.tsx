import { SITE_NOT_KNOWN } from '../../escalation/sites.ts';
import { Radios, Select } from '../components/index.ts';
import type { FormState } from '../frame.ts';
import { field } from './act-form.ts';
import type { DisagreementFacts } from './facts.ts';

interface SiteChoiceProps {
  facts: Pick<DisagreementFacts, 'agencies'>;
  form: FormState;
  name: string;
  label: string;
  notKnown: string;
  /** Absent while it is chosen on the same page. */
  agencyId?: string | undefined;
}

/**
 * Which site of an agency that has several (ROU-2). Where the agency is chosen on the same page the sites of all agencies are in one list,
 * each with its agency's name, because nothing here waits for a script. Nothing is asked where no agency has several.
 */
export const SiteChoice = ({ facts, form, name, label, notKnown, agencyId }: SiteChoiceProps) => {
  const withSites = facts.agencies.filter(
    ({ id, sites }) => sites.length > 1 && (agencyId === undefined || id === agencyId),
  );
  if (withSites.length === 0) return null;
  if (agencyId !== undefined)
    return (
      <Radios
        {...field(form, name)}
        label={label}
        items={[
          ...withSites[0]!.sites.map((site) => ({ value: site, label: site })),
          { divider: 'or' },
          { value: SITE_NOT_KNOWN, label: notKnown },
        ]}
      />
    );
  return (
    <Select
      {...field(form, name)}
      label={label}
      hint="If the agency is in this list: each of its sites has people of its own."
      items={[
        { value: '', text: 'Choose a site' },
        ...withSites.flatMap((agency) =>
          agency.sites.map((site) => ({ value: site, text: `${site} (${agency.name})` })),
        ),
        { value: SITE_NOT_KNOWN, text: notKnown },
      ]}
    />
  );
};
