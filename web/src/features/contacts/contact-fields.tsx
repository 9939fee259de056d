import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { useFormContext } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { isRecord } from "@/api/problem";
import { useCurrency } from "@/api/session";
import { FieldList } from "@/components/form/field-list";
import {
  EnumField,
  LongTextField,
  MoneyField,
  ReferenceField,
  SelectField,
  SwitchField,
  TagsField,
  TextField,
} from "@/components/form/fields";
import { Button } from "@/components/ui/button";
import { FieldSet } from "@/components/ui/field";

const addressTypes = ["office", "billing", "shipping", "service"] as const;
const paymentTerms = ["Due on Receipt", "Net 7", "Net 15", "Net 30", "Net 60", "Net 90"];

const pair = "flex gap-4 max-[759px]:flex-col";

type ContactFieldsProps = {
  /** A new contact begins with what one knows of it; the rest is one press away. */
  isNew?: boolean;
  ownerName?: string | null;
};

export function ContactFields({ isNew = false, ownerName = null }: ContactFieldsProps) {
  const { t } = useTranslation();
  const currency = useCurrency();
  const [showsMore, setMore] = useState(!isNew);
  return (
    <>
      <div className={pair}>
        <EnumField name="type" label={t("contacts.type")} enumName="contact_type" />
        <EnumField name="status" label={t("contacts.status")} enumName="contact_status" />
      </div>
      <TextField name="name" label={t("contacts.name")} autoComplete="off" autoFocus />
      <div className={pair}>
        <TextField name="primary_contact" label={t("contacts.primary_contact")} autoComplete="off" />
        <TextField name="display_name" label={t("contacts.display_name")} autoComplete="off" />
      </div>
      <div className={pair}>
        <TextField name="email" label={t("contacts.email")} type="email" autoComplete="off" />
        <TextField name="phone" label={t("contacts.phone")} type="tel" autoComplete="off" />
      </div>
      <TextField name="website" label={t("contacts.website")} type="url" autoComplete="off" placeholder="https://" />
      <TagsField name="tags" label={t("contacts.tags")} help={t("contacts.tags_help")} />
      <LongTextField name="notes" label={t("contacts.notes")} />
      <ReferenceField
        name="owner_user_id"
        label={t("contact_hub.owner")}
        kind="user"
        none={t("contact_hub.no_owner")}
        initialName={ownerName}
      />
      <Addresses />
      <People />
      {showsMore ? (
        <>
          <FieldSet legend={t("contacts.section_crm")}>
            <div className={pair}>
              <TextField name="crm.source" label={t("contacts.source")} autoComplete="off" />
              <TextField name="crm.industry" label={t("contacts.industry")} autoComplete="off" />
            </div>
            <TextField name="crm.company_size" label={t("contacts.company_size")} autoComplete="off" />
          </FieldSet>
          <FieldSet legend={t("contacts.section_accounting")}>
            <div className={pair}>
              <TextField name="accounting.tax_number" label={t("contacts.tax_number")} autoComplete="off" />
              <TermsField />
            </div>
            <div className={pair}>
              <TextField
                name="accounting.currency"
                label={t("contact_hub.currency")}
                autoComplete="off"
                placeholder={currency}
              />
              <TextField
                name="accounting.discount_rate"
                label={t("contact_hub.discount")}
                autoComplete="off"
                inputMode="decimal"
              />
            </div>
            <div className={pair}>
              <TextField name="accounting.account_code" label={t("contacts.account_code")} autoComplete="off" />
              <MoneyField name="accounting.credit_limit" label={t("contacts.credit_limit")} />
            </div>
            <div className={pair}>
              <TextField name="accounting.xero_contact_id" label={t("contact_hub.xero")} autoComplete="off" />
              <TextField
                name="accounting.quickbooks_contact_id"
                label={t("contact_hub.quickbooks")}
                autoComplete="off"
              />
            </div>
          </FieldSet>
          <CustomFields />
        </>
      ) : (
        <Button className="self-start" onClick={() => setMore(true)}>
          <ChevronDown aria-hidden />
          {t("contact_hub.more_details")}
        </Button>
      )}
    </>
  );
}

/** The usual terms, and what is agreed already, which may be anything. */
function TermsField() {
  const { t } = useTranslation();
  const { formState } = useFormContext();
  const accounting: unknown = formState.defaultValues?.accounting;
  const agreed = isRecord(accounting) && typeof accounting.payment_terms === "string" ? accounting.payment_terms : "";
  const choices = agreed === "" || paymentTerms.includes(agreed) ? paymentTerms : [agreed, ...paymentTerms];
  return (
    <SelectField
      name="accounting.payment_terms"
      label={t("contacts.payment_terms")}
      choices={choices.map((value) => ({ value, label: value }))}
    />
  );
}

function Addresses() {
  const { t } = useTranslation();
  const newRow = {
    type: "office",
    line1: "",
    line2: "",
    city: "",
    state: "",
    postcode: "",
    country: "United Kingdom",
    is_primary: false,
  };
  return (
    <FieldList
      name="addresses"
      legend={t("contacts.section_addresses")}
      addLabel={t("contacts.add_address")}
      removeLabel={(number) => t("contacts.remove_address", { number })}
      rowLabel={(number) => t("contacts.address_number", { number })}
      newRow={newRow}
      row={(prefix) => (
        <>
          <SelectField
            name={`${prefix}.type`}
            label={t("contacts.address_type")}
            choices={addressTypes.map((value) => ({ value, label: t(`contacts.address_types.${value}`) }))}
          />
          <TextField name={`${prefix}.line1`} label={t("contacts.line1")} autoComplete="off" />
          <TextField name={`${prefix}.line2`} label={t("contacts.line2")} autoComplete="off" />
          <div className={pair}>
            <TextField name={`${prefix}.city`} label={t("contacts.city")} autoComplete="off" />
            <TextField name={`${prefix}.postcode`} label={t("contacts.postcode")} autoComplete="off" />
          </div>
          <div className={pair}>
            <TextField name={`${prefix}.state`} label={t("contacts.state")} autoComplete="off" />
            <TextField name={`${prefix}.country`} label={t("contacts.country")} autoComplete="off" />
          </div>
          <SwitchField name={`${prefix}.is_primary`} label={t("contacts.is_primary")} />
        </>
      )}
    />
  );
}

/** Fields that only this contact has. */
function CustomFields() {
  const { t } = useTranslation();
  return (
    <FieldList
      name="custom_fields"
      legend={t("contact_hub.custom")}
      addLabel={t("contact_hub.add_custom")}
      removeLabel={(number) => t("contact_hub.remove_custom", { number })}
      rowLabel={(number) => t("contact_hub.custom_number", { number })}
      newRow={{ name: "", value: "" }}
      row={(prefix) => (
        <div className={pair}>
          <TextField name={`${prefix}.name`} label={t("contact_hub.custom_name")} autoComplete="off" />
          <TextField name={`${prefix}.value`} label={t("contact_hub.custom_value")} autoComplete="off" />
        </div>
      )}
    />
  );
}

function People() {
  const { t } = useTranslation();
  const newRow = { name: "", title: "", email: "", phone: "", department: "", is_primary: false, notes: "" };
  return (
    <FieldList
      name="contact_persons"
      legend={t("contacts.section_people")}
      addLabel={t("contacts.add_person")}
      removeLabel={(number) => t("contacts.remove_person", { number })}
      rowLabel={(number) => t("contacts.person_number", { number })}
      newRow={newRow}
      row={(prefix) => (
        <>
          <TextField name={`${prefix}.name`} label={t("contacts.name")} autoComplete="off" />
          <div className={pair}>
            <TextField name={`${prefix}.title`} label={t("contacts.job_title")} autoComplete="off" />
            <TextField name={`${prefix}.department`} label={t("contacts.department")} autoComplete="off" />
          </div>
          <div className={pair}>
            <TextField name={`${prefix}.email`} label={t("contacts.email")} type="email" autoComplete="off" />
            <TextField name={`${prefix}.phone`} label={t("contacts.phone")} type="tel" autoComplete="off" />
          </div>
          <TextField name={`${prefix}.notes`} label={t("contact_hub.person_notes")} autoComplete="off" />
          <SwitchField name={`${prefix}.is_primary`} label={t("contacts.is_primary")} />
        </>
      )}
    />
  );
}
