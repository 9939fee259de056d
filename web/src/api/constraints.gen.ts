// Written by scripts/write-constraints.mjs from openapi.json; not edited by hand.
export type Constraint = {
  required?: boolean;
  nullable?: boolean;
  type?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  enum?: readonly string[];
};

export const constraints: Record<string, Record<string, Constraint>> = {
 "PATCH /api/branding": {
  "product_name": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 40,
   "pattern": "^[^\\s\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069]([^\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069]*[^\\s\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069])?$"
  },
  "accent": {
   "nullable": true,
   "type": "string",
   "pattern": "^#[0-9a-fA-F]{6}$"
  },
  "slug": {
   "type": "string",
   "minLength": 3,
   "maxLength": 40,
   "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"
  }
 },
 "PATCH /api/contacts/{id}": {
  "type": {
   "type": "string",
   "enum": [
    "company",
    "individual"
   ]
  },
  "name": {
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "display_name": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "primary_contact": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "email": {
   "nullable": true,
   "type": "string",
   "maxLength": 254,
   "pattern": "^([^@\\s]+@[^@\\s]+)?$"
  },
  "phone": {
   "nullable": true,
   "type": "string",
   "maxLength": 50
  },
  "website": {
   "nullable": true,
   "type": "string",
   "maxLength": 500,
   "pattern": "^(https?://\\S+|[^\\s:/]+\\.[^\\s:]+(/\\S*)?)?$"
  },
  "status": {
   "type": "string",
   "enum": [
    "prospect",
    "active",
    "at_risk",
    "inactive",
    "archived"
   ]
  },
  "addresses": {},
  "addresses.*.type": {
   "type": "string",
   "enum": [
    "billing",
    "shipping",
    "service",
    "office"
   ]
  },
  "addresses.*.line1": {
   "type": "string",
   "maxLength": 200
  },
  "addresses.*.line2": {
   "type": "string",
   "maxLength": 200
  },
  "addresses.*.city": {
   "type": "string",
   "maxLength": 200
  },
  "addresses.*.state": {
   "type": "string",
   "maxLength": 200
  },
  "addresses.*.postcode": {
   "type": "string",
   "maxLength": 20
  },
  "addresses.*.country": {
   "type": "string",
   "maxLength": 200
  },
  "addresses.*.is_primary": {
   "type": "boolean"
  },
  "accounting": {},
  "accounting.tax_number": {
   "type": "string",
   "maxLength": 200
  },
  "accounting.payment_terms": {
   "type": "string",
   "maxLength": 200
  },
  "accounting.currency": {
   "type": "string",
   "pattern": "^([A-Z]{3})?$"
  },
  "accounting.account_code": {
   "type": "string",
   "maxLength": 200
  },
  "accounting.credit_limit": {
   "nullable": true,
   "type": "string"
  },
  "accounting.discount_rate": {
   "nullable": true,
   "type": "string"
  },
  "accounting.xero_contact_id": {
   "nullable": true,
   "type": "string",
   "maxLength": 200
  },
  "accounting.quickbooks_contact_id": {
   "nullable": true,
   "type": "string",
   "maxLength": 200
  },
  "crm": {},
  "crm.source": {
   "type": "string",
   "maxLength": 200
  },
  "crm.industry": {
   "type": "string",
   "maxLength": 200
  },
  "crm.company_size": {
   "type": "string",
   "maxLength": 200
  },
  "contact_persons": {},
  "contact_persons.*.name": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "contact_persons.*.title": {
   "type": "string",
   "maxLength": 200
  },
  "contact_persons.*.email": {
   "type": "string",
   "maxLength": 254,
   "pattern": "^([^@\\s]+@[^@\\s]+)?$"
  },
  "contact_persons.*.phone": {
   "type": "string",
   "maxLength": 50
  },
  "contact_persons.*.department": {
   "type": "string",
   "maxLength": 200
  },
  "contact_persons.*.is_primary": {
   "type": "boolean"
  },
  "contact_persons.*.notes": {
   "type": "string",
   "maxLength": 2000
  },
  "tags": {},
  "notes": {
   "nullable": true,
   "type": "string",
   "maxLength": 50000
  },
  "custom_fields": {},
  "owner_user_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  }
 },
 "PATCH /api/customer_services/{id}": {
  "contact_id": {
   "type": "string",
   "format": "uuid"
  },
  "product_id": {
   "type": "string",
   "format": "uuid"
  },
  "quantity": {
   "type": "integer",
   "minimum": 1,
   "maximum": 1000000
  },
  "unit_price": {
   "nullable": true,
   "type": "string"
  },
  "unit_cost": {
   "nullable": true,
   "type": "string"
  },
  "billing_period": {
   "type": "string",
   "enum": [
    "monthly",
    "quarterly",
    "annually",
    "one-off"
   ]
  },
  "renewal_date": {
   "nullable": true,
   "type": "string",
   "format": "date"
  },
  "auto_renew": {
   "type": "boolean"
  },
  "status": {
   "type": "string",
   "enum": [
    "Active",
    "Paused",
    "Cancelled"
   ]
  },
  "notes": {
   "nullable": true,
   "type": "string",
   "maxLength": 50000
  }
 },
 "PATCH /api/me": {
  "name": {
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "timezone": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 64
  }
 },
 "PATCH /api/organisation": {
  "name": {
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "currency": {
   "type": "string",
   "minLength": 3,
   "maxLength": 3,
   "pattern": "^[A-Z]{3}$"
  },
  "timezone": {
   "type": "string",
   "minLength": 1,
   "maxLength": 64
  },
  "renewal_reminder_days": {
   "nullable": true,
   "type": "integer",
   "maximum": 365
  }
 },
 "PATCH /api/organisations/{id}": {
  "name": {
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "plan": {
   "type": "string",
   "enum": [
    "starter",
    "pro",
    "enterprise"
   ]
  }
 },
 "PATCH /api/products/{id}": {
  "name": {
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "category": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "description": {
   "nullable": true,
   "type": "string",
   "maxLength": 50000
  },
  "sku": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "our_cost": {
   "type": "string",
   "pattern": "^-?\\d{1,12}(\\.\\d{1,2})?$"
  },
  "client_price": {
   "type": "string",
   "pattern": "^-?\\d{1,12}(\\.\\d{1,2})?$"
  },
  "unit": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "default_quantity": {
   "type": "integer",
   "minimum": 1,
   "maximum": 1000000
  },
  "active": {
   "type": "boolean"
  }
 },
 "PATCH /api/resellers/{id}": {
  "name": {
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "commission_rate": {
   "type": "string",
   "pattern": "^-?\\d{1,1}(\\.\\d{1,5})?$"
  },
  "status": {
   "type": "string",
   "enum": [
    "active",
    "closed"
   ]
  },
  "contact_email": {
   "nullable": true,
   "type": "string",
   "maxLength": 254,
   "pattern": "^[^@\\s]+@[^@\\s]+$"
  }
 },
 "PATCH /api/resellers/{id}/users/{id}": {
  "status": {
   "required": true,
   "type": "string",
   "enum": [
    "active",
    "disabled"
   ]
  }
 },
 "PATCH /api/ticket_series/{id}": {
  "title": {
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "description": {
   "nullable": true,
   "type": "string",
   "maxLength": 50000
  },
  "priority": {
   "type": "string",
   "enum": [
    "Low",
    "Medium",
    "High",
    "Urgent"
   ]
  },
  "category": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "location": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "contact_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  },
  "assigned_user_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  },
  "template_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  },
  "template_version": {
   "nullable": true,
   "type": "integer",
   "minimum": 1,
   "maximum": 2147483647
  },
  "fields": {},
  "rrule": {
   "type": "string",
   "minLength": 1,
   "maxLength": 500
  },
  "starts_on": {
   "type": "string",
   "format": "date"
  },
  "start_time": {
   "nullable": true,
   "type": "string",
   "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"
  },
  "duration_minutes": {
   "nullable": true,
   "type": "integer",
   "minimum": 1,
   "maximum": 44640
  },
  "timezone": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 64
  },
  "days_ahead": {
   "type": "integer",
   "minimum": 1,
   "maximum": 366
  }
 },
 "PATCH /api/tickets/{id}": {
  "title": {
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "description": {
   "nullable": true,
   "type": "string",
   "maxLength": 50000
  },
  "status": {
   "type": "string",
   "enum": [
    "Open",
    "In Progress",
    "Waiting",
    "Resolved",
    "Closed"
   ]
  },
  "priority": {
   "type": "string",
   "enum": [
    "Low",
    "Medium",
    "High",
    "Urgent"
   ]
  },
  "category": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "location": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "contact_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  },
  "assigned_user_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  },
  "scheduled_date": {
   "nullable": true,
   "type": "string",
   "format": "date"
  },
  "scheduled_start": {
   "nullable": true,
   "type": "string",
   "format": "date-time"
  },
  "scheduled_end": {
   "nullable": true,
   "type": "string",
   "format": "date-time"
  },
  "double_booking": {
   "type": "boolean"
  },
  "template_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  },
  "template_version": {
   "nullable": true,
   "type": "integer",
   "minimum": 1,
   "maximum": 2147483647
  },
  "fields": {}
 },
 "PATCH /api/users/{id}": {
  "name": {
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "role": {
   "type": "string",
   "enum": [
    "staff",
    "manager",
    "admin"
   ]
  },
  "status": {
   "type": "string",
   "enum": [
    "active",
    "disabled"
   ]
  }
 },
 "POST /api/api_keys": {
  "name": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "role": {
   "type": "string",
   "enum": [
    "staff",
    "manager",
    "admin"
   ]
  },
  "expires_at": {
   "nullable": true,
   "type": "string",
   "format": "date-time"
  }
 },
 "POST /api/auth/accept": {
  "token": {
   "required": true,
   "type": "string"
  },
  "name": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "password": {
   "required": true,
   "type": "string",
   "minLength": 12,
   "maxLength": 128
  }
 },
 "POST /api/auth/forgot": {
  "email": {
   "required": true,
   "type": "string"
  }
 },
 "POST /api/auth/invitation": {
  "token": {
   "required": true,
   "type": "string"
  }
 },
 "POST /api/auth/login": {
  "email": {
   "required": true,
   "type": "string"
  },
  "password": {
   "required": true,
   "type": "string"
  }
 },
 "POST /api/auth/password": {
  "current_password": {
   "required": true,
   "type": "string"
  },
  "new_password": {
   "required": true,
   "type": "string",
   "minLength": 12,
   "maxLength": 128
  }
 },
 "POST /api/auth/reset": {
  "token": {
   "required": true,
   "type": "string"
  },
  "password": {
   "required": true,
   "type": "string",
   "minLength": 12,
   "maxLength": 128
  }
 },
 "POST /api/auth/signup": {
  "organisation_name": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "name": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "email": {
   "required": true,
   "type": "string",
   "maxLength": 254,
   "pattern": "^[^@\\s]+@[^@\\s]+$"
  },
  "password": {
   "required": true,
   "type": "string",
   "minLength": 12,
   "maxLength": 128
  },
  "timezone": {
   "type": "string",
   "minLength": 1,
   "maxLength": 64
  },
  "invitation": {
   "nullable": true,
   "type": "string"
  }
 },
 "POST /api/branding/hosts": {
  "host": {
   "required": true,
   "type": "string",
   "maxLength": 253,
   "pattern": "^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+([A-Za-z]{2,63}|[Xx][Nn]--[A-Za-z0-9-]{0,58}[A-Za-z0-9])$"
  }
 },
 "POST /api/contacts": {
  "type": {
   "type": "string",
   "enum": [
    "company",
    "individual"
   ]
  },
  "name": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "display_name": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "primary_contact": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "email": {
   "nullable": true,
   "type": "string",
   "maxLength": 254,
   "pattern": "^([^@\\s]+@[^@\\s]+)?$"
  },
  "phone": {
   "nullable": true,
   "type": "string",
   "maxLength": 50
  },
  "website": {
   "nullable": true,
   "type": "string",
   "maxLength": 500,
   "pattern": "^(https?://\\S+|[^\\s:/]+\\.[^\\s:]+(/\\S*)?)?$"
  },
  "status": {
   "type": "string",
   "enum": [
    "prospect",
    "active",
    "at_risk",
    "inactive",
    "archived"
   ]
  },
  "addresses": {},
  "addresses.*.type": {
   "type": "string",
   "enum": [
    "billing",
    "shipping",
    "service",
    "office"
   ]
  },
  "addresses.*.line1": {
   "type": "string",
   "maxLength": 200
  },
  "addresses.*.line2": {
   "type": "string",
   "maxLength": 200
  },
  "addresses.*.city": {
   "type": "string",
   "maxLength": 200
  },
  "addresses.*.state": {
   "type": "string",
   "maxLength": 200
  },
  "addresses.*.postcode": {
   "type": "string",
   "maxLength": 20
  },
  "addresses.*.country": {
   "type": "string",
   "maxLength": 200
  },
  "addresses.*.is_primary": {
   "type": "boolean"
  },
  "accounting": {},
  "accounting.tax_number": {
   "type": "string",
   "maxLength": 200
  },
  "accounting.payment_terms": {
   "type": "string",
   "maxLength": 200
  },
  "accounting.currency": {
   "type": "string",
   "pattern": "^([A-Z]{3})?$"
  },
  "accounting.account_code": {
   "type": "string",
   "maxLength": 200
  },
  "accounting.credit_limit": {
   "nullable": true,
   "type": "string"
  },
  "accounting.discount_rate": {
   "nullable": true,
   "type": "string"
  },
  "accounting.xero_contact_id": {
   "nullable": true,
   "type": "string",
   "maxLength": 200
  },
  "accounting.quickbooks_contact_id": {
   "nullable": true,
   "type": "string",
   "maxLength": 200
  },
  "crm": {},
  "crm.source": {
   "type": "string",
   "maxLength": 200
  },
  "crm.industry": {
   "type": "string",
   "maxLength": 200
  },
  "crm.company_size": {
   "type": "string",
   "maxLength": 200
  },
  "contact_persons": {},
  "contact_persons.*.name": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "contact_persons.*.title": {
   "type": "string",
   "maxLength": 200
  },
  "contact_persons.*.email": {
   "type": "string",
   "maxLength": 254,
   "pattern": "^([^@\\s]+@[^@\\s]+)?$"
  },
  "contact_persons.*.phone": {
   "type": "string",
   "maxLength": 50
  },
  "contact_persons.*.department": {
   "type": "string",
   "maxLength": 200
  },
  "contact_persons.*.is_primary": {
   "type": "boolean"
  },
  "contact_persons.*.notes": {
   "type": "string",
   "maxLength": 2000
  },
  "tags": {},
  "notes": {
   "nullable": true,
   "type": "string",
   "maxLength": 50000
  },
  "custom_fields": {},
  "owner_user_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  }
 },
 "POST /api/contacts/{id}/merge": {
  "other_id": {
   "required": true,
   "type": "string",
   "format": "uuid"
  },
  "values": {
   "required": true
  },
  "values.type": {
   "type": "string",
   "enum": [
    "company",
    "individual"
   ]
  },
  "values.name": {
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "values.display_name": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "values.primary_contact": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "values.email": {
   "nullable": true,
   "type": "string",
   "maxLength": 254,
   "pattern": "^([^@\\s]+@[^@\\s]+)?$"
  },
  "values.phone": {
   "nullable": true,
   "type": "string",
   "maxLength": 50
  },
  "values.website": {
   "nullable": true,
   "type": "string",
   "maxLength": 500,
   "pattern": "^(https?://\\S+|[^\\s:/]+\\.[^\\s:]+(/\\S*)?)?$"
  },
  "values.status": {
   "type": "string",
   "enum": [
    "prospect",
    "active",
    "at_risk",
    "inactive",
    "archived"
   ]
  },
  "values.addresses": {},
  "values.addresses.*.type": {
   "type": "string",
   "enum": [
    "billing",
    "shipping",
    "service",
    "office"
   ]
  },
  "values.addresses.*.line1": {
   "type": "string",
   "maxLength": 200
  },
  "values.addresses.*.line2": {
   "type": "string",
   "maxLength": 200
  },
  "values.addresses.*.city": {
   "type": "string",
   "maxLength": 200
  },
  "values.addresses.*.state": {
   "type": "string",
   "maxLength": 200
  },
  "values.addresses.*.postcode": {
   "type": "string",
   "maxLength": 20
  },
  "values.addresses.*.country": {
   "type": "string",
   "maxLength": 200
  },
  "values.addresses.*.is_primary": {
   "type": "boolean"
  },
  "values.accounting": {},
  "values.accounting.tax_number": {
   "type": "string",
   "maxLength": 200
  },
  "values.accounting.payment_terms": {
   "type": "string",
   "maxLength": 200
  },
  "values.accounting.currency": {
   "type": "string",
   "pattern": "^([A-Z]{3})?$"
  },
  "values.accounting.account_code": {
   "type": "string",
   "maxLength": 200
  },
  "values.accounting.credit_limit": {
   "nullable": true,
   "type": "string"
  },
  "values.accounting.discount_rate": {
   "nullable": true,
   "type": "string"
  },
  "values.accounting.xero_contact_id": {
   "nullable": true,
   "type": "string",
   "maxLength": 200
  },
  "values.accounting.quickbooks_contact_id": {
   "nullable": true,
   "type": "string",
   "maxLength": 200
  },
  "values.crm": {},
  "values.crm.source": {
   "type": "string",
   "maxLength": 200
  },
  "values.crm.industry": {
   "type": "string",
   "maxLength": 200
  },
  "values.crm.company_size": {
   "type": "string",
   "maxLength": 200
  },
  "values.contact_persons": {},
  "values.contact_persons.*.name": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "values.contact_persons.*.title": {
   "type": "string",
   "maxLength": 200
  },
  "values.contact_persons.*.email": {
   "type": "string",
   "maxLength": 254,
   "pattern": "^([^@\\s]+@[^@\\s]+)?$"
  },
  "values.contact_persons.*.phone": {
   "type": "string",
   "maxLength": 50
  },
  "values.contact_persons.*.department": {
   "type": "string",
   "maxLength": 200
  },
  "values.contact_persons.*.is_primary": {
   "type": "boolean"
  },
  "values.contact_persons.*.notes": {
   "type": "string",
   "maxLength": 2000
  },
  "values.tags": {},
  "values.notes": {
   "nullable": true,
   "type": "string",
   "maxLength": 50000
  },
  "values.custom_fields": {},
  "values.owner_user_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  }
 },
 "POST /api/customer_services": {
  "contact_id": {
   "required": true,
   "type": "string",
   "format": "uuid"
  },
  "product_id": {
   "required": true,
   "type": "string",
   "format": "uuid"
  },
  "quantity": {
   "type": "integer",
   "minimum": 1,
   "maximum": 1000000
  },
  "unit_price": {
   "nullable": true,
   "type": "string",
   "pattern": "^-?\\d{1,12}(\\.\\d{1,2})?$"
  },
  "unit_cost": {
   "nullable": true,
   "type": "string",
   "pattern": "^-?\\d{1,12}(\\.\\d{1,2})?$"
  },
  "billing_period": {
   "type": "string",
   "enum": [
    "monthly",
    "quarterly",
    "annually",
    "one-off"
   ]
  },
  "renewal_date": {
   "nullable": true,
   "type": "string",
   "format": "date"
  },
  "auto_renew": {
   "type": "boolean"
  },
  "status": {
   "type": "string",
   "enum": [
    "Active",
    "Paused",
    "Cancelled"
   ]
  },
  "notes": {
   "nullable": true,
   "type": "string",
   "maxLength": 50000
  }
 },
 "POST /api/customer_services/{id}/renew": {
  "renewal_date": {
   "required": true,
   "type": "string",
   "format": "date"
  },
  "notes": {
   "nullable": true,
   "type": "string",
   "maxLength": 50000
  },
  "follow_up": {
   "nullable": true,
   "type": "string",
   "enum": [
    "ticket",
    "event"
   ]
  }
 },
 "POST /api/organisations": {
  "name": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "plan": {
   "type": "string",
   "enum": [
    "starter",
    "pro",
    "enterprise"
   ]
  },
  "admin_email": {
   "nullable": true,
   "type": "string",
   "maxLength": 254,
   "pattern": "^[^@\\s]+@[^@\\s]+$"
  },
  "admin_name": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  }
 },
 "POST /api/organisations/{id}/invite": {
  "email": {
   "required": true,
   "type": "string",
   "maxLength": 254,
   "pattern": "^[^@\\s]+@[^@\\s]+$"
  },
  "name": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  }
 },
 "POST /api/products": {
  "name": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "category": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "description": {
   "nullable": true,
   "type": "string",
   "maxLength": 50000
  },
  "sku": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "our_cost": {
   "type": "string",
   "pattern": "^-?\\d{1,12}(\\.\\d{1,2})?$"
  },
  "client_price": {
   "type": "string",
   "pattern": "^-?\\d{1,12}(\\.\\d{1,2})?$"
  },
  "unit": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "default_quantity": {
   "type": "integer",
   "minimum": 1,
   "maximum": 1000000
  },
  "active": {
   "type": "boolean"
  }
 },
 "POST /api/refunds": {
  "organisation_id": {
   "required": true,
   "type": "string",
   "format": "uuid"
  },
  "month": {
   "required": true,
   "type": "string",
   "pattern": "^(19|20|21)\\d\\d-(0[1-9]|1[0-2])$"
  },
  "amount": {
   "required": true,
   "type": "string"
  },
  "reason": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  }
 },
 "POST /api/reseller_customers": {
  "reseller_id": {
   "required": true,
   "type": "string",
   "format": "uuid"
  },
  "organisation_id": {
   "required": true,
   "type": "string",
   "format": "uuid"
  }
 },
 "POST /api/reseller_customers/{id}/{id}/move": {
  "reseller_id": {
   "required": true,
   "type": "string",
   "format": "uuid"
  }
 },
 "POST /api/reseller_invitations": {
  "email": {
   "required": true,
   "type": "string",
   "maxLength": 254,
   "pattern": "^[^@\\s]+@[^@\\s]+$"
  },
  "organisation_name": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  }
 },
 "POST /api/resellers": {
  "name": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "commission_rate": {
   "type": "string",
   "pattern": "^-?\\d{1,1}(\\.\\d{1,5})?$"
  },
  "status": {
   "type": "string",
   "enum": [
    "active",
    "closed"
   ]
  },
  "contact_email": {
   "nullable": true,
   "type": "string",
   "maxLength": 254,
   "pattern": "^[^@\\s]+@[^@\\s]+$"
  }
 },
 "POST /api/resellers/{id}/commission/settle": {
  "month": {
   "required": true,
   "type": "string",
   "pattern": "^(19|20|21)\\d\\d-(0[1-9]|1[0-2])$"
  },
  "total": {
   "nullable": true,
   "type": "string"
  }
 },
 "POST /api/resellers/{id}/rates": {
  "rate": {
   "required": true,
   "type": "string"
  },
  "from_day": {
   "required": true,
   "type": "string",
   "format": "date"
  }
 },
 "POST /api/resellers/{id}/users": {
  "email": {
   "required": true,
   "type": "string",
   "maxLength": 254,
   "pattern": "^[^@\\s]+@[^@\\s]+$"
  },
  "name": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  }
 },
 "POST /api/support_grants": {
  "operator_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  },
  "access": {
   "type": "string",
   "enum": [
    "read",
    "write"
   ]
  },
  "hours": {
   "type": "integer",
   "minimum": 1,
   "maximum": 168
  },
  "reason": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 500,
   "pattern": "\\S"
  }
 },
 "POST /api/ticket_series": {
  "title": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "description": {
   "nullable": true,
   "type": "string",
   "maxLength": 50000
  },
  "priority": {
   "type": "string",
   "enum": [
    "Low",
    "Medium",
    "High",
    "Urgent"
   ]
  },
  "category": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "location": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "contact_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  },
  "assigned_user_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  },
  "template_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  },
  "template_version": {
   "nullable": true,
   "type": "integer",
   "minimum": 1,
   "maximum": 2147483647
  },
  "fields": {},
  "rrule": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 500
  },
  "starts_on": {
   "required": true,
   "type": "string",
   "format": "date"
  },
  "start_time": {
   "nullable": true,
   "type": "string",
   "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"
  },
  "duration_minutes": {
   "nullable": true,
   "type": "integer",
   "minimum": 1,
   "maximum": 44640
  },
  "timezone": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 64
  },
  "days_ahead": {
   "type": "integer",
   "minimum": 1,
   "maximum": 366
  },
  "ticket_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  }
 },
 "POST /api/ticket_series/{id}/split": {
  "from": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "title": {
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "description": {
   "nullable": true,
   "type": "string",
   "maxLength": 50000
  },
  "priority": {
   "type": "string",
   "enum": [
    "Low",
    "Medium",
    "High",
    "Urgent"
   ]
  },
  "category": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "location": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "contact_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  },
  "assigned_user_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  },
  "template_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  },
  "template_version": {
   "nullable": true,
   "type": "integer",
   "minimum": 1,
   "maximum": 2147483647
  },
  "fields": {},
  "rrule": {
   "type": "string",
   "minLength": 1,
   "maxLength": 500
  },
  "starts_on": {
   "type": "string",
   "format": "date"
  },
  "start_time": {
   "nullable": true,
   "type": "string",
   "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"
  },
  "duration_minutes": {
   "nullable": true,
   "type": "integer",
   "minimum": 1,
   "maximum": 44640
  },
  "timezone": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 64
  },
  "days_ahead": {
   "type": "integer",
   "minimum": 1,
   "maximum": 366
  }
 },
 "POST /api/ticket_series/preview": {
  "rrule": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 500
  },
  "starts_on": {
   "required": true,
   "type": "string",
   "format": "date"
  },
  "start_time": {
   "nullable": true,
   "type": "string",
   "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"
  },
  "duration_minutes": {
   "nullable": true,
   "type": "integer",
   "minimum": 1,
   "maximum": 44640
  },
  "timezone": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 64
  }
 },
 "POST /api/tickets": {
  "title": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "description": {
   "nullable": true,
   "type": "string",
   "maxLength": 50000
  },
  "status": {
   "type": "string",
   "enum": [
    "Open",
    "In Progress",
    "Waiting",
    "Resolved",
    "Closed"
   ]
  },
  "priority": {
   "type": "string",
   "enum": [
    "Low",
    "Medium",
    "High",
    "Urgent"
   ]
  },
  "category": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "location": {
   "nullable": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "contact_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  },
  "assigned_user_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  },
  "scheduled_date": {
   "nullable": true,
   "type": "string",
   "format": "date"
  },
  "scheduled_start": {
   "nullable": true,
   "type": "string",
   "format": "date-time"
  },
  "scheduled_end": {
   "nullable": true,
   "type": "string",
   "format": "date-time"
  },
  "double_booking": {
   "type": "boolean"
  },
  "template_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  },
  "template_version": {
   "nullable": true,
   "type": "integer",
   "minimum": 1,
   "maximum": 2147483647
  },
  "fields": {}
 },
 "POST /api/tickets/{id}/checklist": {
  "text": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 500
  },
  "done": {
   "type": "boolean"
  },
  "position": {
   "nullable": true,
   "type": "integer",
   "maximum": 1000000
  }
 },
 "POST /api/tickets/{id}/checklist/order": {
  "ids": {
   "required": true
  }
 },
 "POST /api/tickets/{id}/comments": {
  "body": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 20000
  },
  "mentions": {},
  "internal": {
   "type": "boolean"
  }
 },
 "POST /api/users": {
  "email": {
   "required": true,
   "type": "string",
   "maxLength": 254,
   "pattern": "^[^@\\s]+@[^@\\s]+$"
  },
  "name": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 200
  },
  "role": {
   "type": "string",
   "enum": [
    "staff",
    "manager",
    "admin"
   ]
  },
  "password": {
   "nullable": true,
   "type": "string",
   "minLength": 12,
   "maxLength": 128
  }
 }
};
