import type { DirectoryLine } from '../../escalation/directory-rows.ts';
import { ROLES, type Role } from '../../escalation/policy.ts';
import { Button, Checkboxes, DateInput, Fieldset, Input, Radios, Select } from '../components/index.ts';
import { dateOf, type FormState, fieldOf } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { type AgencyFacts, agencyPath } from './facts.ts';
import { Whole } from './whole.tsx';
import { lineWords, roleWords } from './words.ts';

/** A person in a post: added, or changed where `lineId` says. */
export const PostFormPage = (
  props: Omit<AgencyFacts, 'positions' | 'tiers'> & {
    form: FormState;
    lineId?: string;
    roles: readonly Role[];
  },
) => {
  const { partnership, agency, directory, form, lineId, roles } = props;
  const title = lineId ? 'Change a post' : 'Add a person or a post';
  const back = agencyPath(partnership.id, agency.id);
  const others = [{ value: '', text: 'Not delegated' }].concat(
    directory.agencies.map(({ id, name }) => ({ value: id, text: name })),
  );
  return (
    <Layout title={title} {...props.frame} errors={form.errors} backLink={{ href: back }}>
      <span class="govuk-caption-l">{agency.name}</span>
      <h1 class="govuk-heading-l" id="whole">
        {title}
      </h1>
      <Whole form={form} />
      <form method="post" action={agencyPath(partnership.id, agency.id, 'posts', lineId ?? 'new')} novalidate>
        <Select
          {...fieldOf(form, 'role')}
          label="Post"
          items={[
            { value: '', text: 'Choose a post' },
            ...roles.map((role) => ({ value: role, text: roleWords(role) })),
          ]}
        />
        <Input
          {...fieldOf(form, 'site')}
          label="Site"
          hint={
            agency.sites.length > 0
              ? `Only if the post is for one of them: ${agency.sites.join(', ')}`
              : 'Only if the post is for one site of several'
          }
        />
        <Fieldset legend="Who holds it" legendSize="m">
          <p class="govuk-body">
            Leave both empty if nobody does. If only the name or only the address has changed, it is changed wherever
            this person stands in the directory.
          </p>
          <Input {...fieldOf(form, 'name')} label="Full name" spellcheck={false} />
          <Input {...fieldOf(form, 'email')} label="Work email address" type="email" spellcheck={false} />
        </Fieldset>
        <Input
          {...fieldOf(form, 'deputyEmail')}
          label="Deputy’s work email address"
          hint="Asked when the person is away or cannot be asked"
          type="email"
          spellcheck={false}
        />
        <Fieldset legend="When they are away" legendSize="m">
          <DateInput {...dateOf(form, 'absentFrom')} label="First day away" hint="For example, 27 3 2026" />
          <DateInput {...dateOf(form, 'absentTo')} label="Last day away" hint="Leave it empty if nobody knows yet" />
        </Fieldset>
        <Fieldset legend="If another agency answers for this post" legendSize="m">
          <Select {...fieldOf(form, 'delegatedAgency')} label="Agency" items={others} />
          <Select
            {...fieldOf(form, 'delegatedRole')}
            label="Its post"
            items={[
              { value: '', text: 'Choose a post' },
              ...ROLES.map((role) => ({ value: role, text: roleWords(role) })),
            ]}
          />
        </Fieldset>
        <Checkboxes
          name="checked"
          errors={form.errors}
          value={form.typed['checked'] ? ['yes'] : []}
          items={[{ value: 'yes', label: 'I have checked today that this is right' }]}
        />
        <Button>Save</Button>
      </form>
    </Layout>
  );
};

/** Whoever holds it has left, or the post is no more. */
export const RemovePostPage = (
  props: Omit<AgencyFacts, 'positions' | 'tiers'> & { lineId: string; line: DirectoryLine; form: FormState },
) => {
  const { partnership, agency, line, lineId, form } = props;
  return (
    <Layout
      title="Remove from the directory"
      {...props.frame}
      errors={form.errors}
      backLink={{ href: agencyPath(partnership.id, agency.id) }}
    >
      <h1 class="govuk-heading-l" id="whole">
        Remove from the directory
      </h1>
      <Whole form={form} />
      <p class="govuk-body">{lineWords(line)}</p>
      <form method="post" action={agencyPath(partnership.id, agency.id, 'posts', lineId, 'remove')} novalidate>
        <Radios
          name="how"
          label="What should become of the post?"
          labelSize="s"
          value={form.typed['how']}
          errors={form.errors}
          items={[
            ...(line.email ? [{ value: 'empty', label: 'Somebody will follow: keep it, and show it as empty' }] : []),
            { value: 'post', label: 'There is no such post any more: remove it' },
          ]}
        />
        {line.email ? (
          <p class="govuk-body">
            Unless they hold another post here, they are also removed wherever they are somebody's deputy. A
            disagreement in which they have been asked keeps its record: name somebody else on its own page.
          </p>
        ) : null}
        <Button look="warning">Remove</Button>
      </form>
    </Layout>
  );
};
