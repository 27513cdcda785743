import { BOARD } from '../../escalation/directory.ts';
import { agencyKind } from '../../escalation/post-names.ts';
import { Button, Input, Radios, Select, Textarea, WarningText } from '../components/index.ts';
import { type FormState, fieldOf } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { type AgencyFacts, agencyPath, type DirectoryFacts, directoryPath } from './facts.ts';
import { Whole } from './whole.tsx';
import { CHOOSABLE_TYPES } from './words.ts';

/** What is true of an agency as a whole: added, or changed where `shown` names what stood on the page. */
export const AgencyFormPage = (props: DirectoryFacts & { agencyId?: string; shown?: string; form: FormState }) => {
  const { partnership, agencyId, form } = props;
  const title = agencyId ? 'Change an agency' : 'Add an agency';
  const action = agencyId
    ? agencyPath(partnership.id, agencyId, 'change')
    : directoryPath(partnership.id, 'agencies', 'new');
  return (
    <Layout
      title={title}
      {...props.frame}
      errors={form.errors}
      backLink={{ href: agencyId ? agencyPath(partnership.id, agencyId) : directoryPath(partnership.id) }}
    >
      <h1 class="govuk-heading-l" id="whole">
        {title}
      </h1>
      <Whole form={form} />
      <form method="post" action={action} novalidate>
        {props.shown ? <input type="hidden" name="shown" value={props.shown} /> : null}
        <Input {...fieldOf(form, 'name')} label="Name" spellcheck={false} />
        {agencyId === BOARD ? null : (
          <Select
            {...fieldOf(form, 'type')}
            label="Kind of agency"
            items={[
              { value: '', text: 'Choose a kind' },
              ...CHOOSABLE_TYPES.map((type) => ({ value: type, text: agencyKind(type) })),
            ]}
          />
        )}
        <Textarea
          {...fieldOf(form, 'domains')}
          label="Email domains"
          hint="What its people’s addresses end in after the @, one to a line. A sub-domain is another domain."
          rows={3}
          spellcheck={false}
        />
        <Textarea
          {...fieldOf(form, 'sites')}
          label="Sites"
          hint="One to a line. Leave it empty if there is one."
          rows={3}
        />
        {agencyId === BOARD ? null : (
          <>
            <YesOrNo name="member" label="Has it a seat on the board?" form={form} />
            <YesOrNo name="health" label="Is it a commissioned health service?" form={form} />
          </>
        )}
        <Button>Save</Button>
      </form>
    </Layout>
  );
};

const YesOrNo = ({ name, label, form }: { name: string; label: string; form: FormState }) => (
  <Radios
    name={name}
    label={label}
    labelSize="s"
    isInline
    value={form.typed[name]}
    errors={form.errors}
    items={[
      { value: 'yes', label: 'Yes' },
      { value: 'no', label: 'No' },
    ]}
  />
);

/** An agency with all its people goes out of the directory. */
export const RemoveAgencyPage = (props: Omit<AgencyFacts, 'tiers'> & { shown: string; form: FormState }) => {
  const { partnership, agency, positions, form } = props;
  return (
    <Layout
      title="Remove an agency"
      {...props.frame}
      errors={form.errors}
      backLink={{ href: agencyPath(partnership.id, agency.id) }}
    >
      <h1 class="govuk-heading-l" id="whole">
        Remove {agency.name}
      </h1>
      <Whole form={form} />
      <WarningText>
        Its {positions.length === 1 ? 'one post is' : `${positions.length} posts are`} removed with it, and nobody can
        name the agency in a new disagreement. Where one is open with it, later stages find nobody of the agency.
      </WarningText>
      <p class="govuk-body">If it has only a new name, change the agency instead: it stays the same one.</p>
      <form method="post" action={agencyPath(partnership.id, agency.id, 'remove')} novalidate>
        <input type="hidden" name="shown" value={props.shown} />
        <Button look="warning">Remove the agency</Button>
      </form>
    </Layout>
  );
};
