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
   "maxLength": 255
  },
  "display_name": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "primary_contact": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "email": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "phone": {
   "nullable": true,
   "type": "string",
   "maxLength": 50
  },
  "website": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "addresses": {},
  "addresses.*.type": {
   "nullable": true,
   "type": "string",
   "maxLength": 50
  },
  "addresses.*.line1": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "addresses.*.line2": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "addresses.*.city": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "addresses.*.state": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "addresses.*.postcode": {
   "nullable": true,
   "type": "string",
   "maxLength": 50
  },
  "addresses.*.country": {
   "nullable": true,
   "type": "string",
   "maxLength": 100
  },
  "addresses.*.is_primary": {
   "type": "boolean"
  },
  "accounting": {},
  "accounting.tax_number": {
   "nullable": true,
   "type": "string",
   "maxLength": 50
  },
  "accounting.payment_terms": {
   "nullable": true,
   "type": "string",
   "maxLength": 50
  },
  "accounting.currency": {
   "nullable": true,
   "type": "string",
   "maxLength": 3
  },
  "accounting.account_code": {
   "nullable": true,
   "type": "string",
   "maxLength": 50
  },
  "accounting.credit_limit": {
   "nullable": true,
   "type": "string",
   "pattern": "^-?\\d{1,12}(\\.\\d{1,2})?$"
  },
  "accounting.discount_rate": {
   "nullable": true,
   "type": "string"
  },
  "crm": {},
  "crm.status": {
   "type": "string",
   "enum": [
    "active",
    "inactive",
    "at_risk",
    "prospect",
    "archived"
   ]
  },
  "crm.source": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "crm.industry": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "crm.company_size": {
   "nullable": true,
   "type": "string",
   "maxLength": 50
  },
  "contact_persons": {},
  "contact_persons.*.name": {
   "required": true,
   "type": "string",
   "maxLength": 255
  },
  "contact_persons.*.title": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "contact_persons.*.email": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "contact_persons.*.phone": {
   "nullable": true,
   "type": "string",
   "maxLength": 50
  },
  "contact_persons.*.department": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "contact_persons.*.is_primary": {
   "type": "boolean"
  },
  "contact_persons.*.notes": {
   "nullable": true,
   "type": "string"
  },
  "tags": {},
  "notes": {
   "nullable": true,
   "type": "string",
   "maxLength": 20000
  },
  "custom_fields": {}
 },
 "PATCH /api/me": {
  "name": {
   "type": "string",
   "minLength": 1,
   "maxLength": 255
  },
  "timezone": {
   "type": "string"
  }
 },
 "PATCH /api/organisation": {
  "name": {
   "type": "string",
   "minLength": 1,
   "maxLength": 255
  },
  "currency": {
   "type": "string",
   "minLength": 3,
   "maxLength": 3
  },
  "timezone": {
   "type": "string"
  }
 },
 "PATCH /api/products/{id}": {
  "name": {
   "type": "string",
   "minLength": 1,
   "maxLength": 255
  },
  "category": {
   "nullable": true,
   "type": "string",
   "maxLength": 100
  },
  "description": {
   "nullable": true,
   "type": "string",
   "maxLength": 20000
  },
  "sku": {
   "nullable": true,
   "type": "string",
   "maxLength": 100
  },
  "our_cost": {
   "nullable": true,
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
   "maxLength": 50
  },
  "default_quantity": {
   "type": "integer",
   "minimum": 1
  },
  "active": {
   "type": "boolean"
  }
 },
 "PATCH /api/tickets/{id}": {
  "title": {
   "type": "string",
   "minLength": 1,
   "maxLength": 500
  },
  "description": {
   "nullable": true,
   "type": "string",
   "maxLength": 20000
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
   "maxLength": 100
  },
  "location": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
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
  "template_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  },
  "template_version": {
   "nullable": true,
   "type": "integer"
  },
  "fields": {}
 },
 "PATCH /api/users/{id}": {
  "email": {
   "type": "string",
   "maxLength": 320
  },
  "name": {
   "type": "string",
   "minLength": 1,
   "maxLength": 255
  },
  "role": {
   "type": "string",
   "enum": [
    "admin",
    "manager",
    "staff",
    "reseller",
    "operator"
   ]
  }
 },
 "POST /api/api_keys": {
  "name": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 255
  },
  "role": {
   "required": true,
   "type": "string",
   "enum": [
    "admin",
    "manager",
    "staff",
    "reseller",
    "operator"
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
   "maxLength": 255
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
   "maxLength": 255
  },
  "name": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 255
  },
  "email": {
   "required": true,
   "type": "string",
   "maxLength": 320
  },
  "password": {
   "required": true,
   "type": "string",
   "minLength": 12,
   "maxLength": 128
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
   "maxLength": 255
  },
  "display_name": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "primary_contact": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "email": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "phone": {
   "nullable": true,
   "type": "string",
   "maxLength": 50
  },
  "website": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "addresses": {},
  "addresses.*.type": {
   "nullable": true,
   "type": "string",
   "maxLength": 50
  },
  "addresses.*.line1": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "addresses.*.line2": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "addresses.*.city": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "addresses.*.state": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "addresses.*.postcode": {
   "nullable": true,
   "type": "string",
   "maxLength": 50
  },
  "addresses.*.country": {
   "nullable": true,
   "type": "string",
   "maxLength": 100
  },
  "addresses.*.is_primary": {
   "type": "boolean"
  },
  "accounting": {},
  "accounting.tax_number": {
   "nullable": true,
   "type": "string",
   "maxLength": 50
  },
  "accounting.payment_terms": {
   "nullable": true,
   "type": "string",
   "maxLength": 50
  },
  "accounting.currency": {
   "nullable": true,
   "type": "string",
   "maxLength": 3
  },
  "accounting.account_code": {
   "nullable": true,
   "type": "string",
   "maxLength": 50
  },
  "accounting.credit_limit": {
   "nullable": true,
   "type": "string",
   "pattern": "^-?\\d{1,12}(\\.\\d{1,2})?$"
  },
  "accounting.discount_rate": {
   "nullable": true,
   "type": "string"
  },
  "crm": {},
  "crm.status": {
   "type": "string",
   "enum": [
    "active",
    "inactive",
    "at_risk",
    "prospect",
    "archived"
   ]
  },
  "crm.source": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "crm.industry": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "crm.company_size": {
   "nullable": true,
   "type": "string",
   "maxLength": 50
  },
  "contact_persons": {},
  "contact_persons.*.name": {
   "required": true,
   "type": "string",
   "maxLength": 255
  },
  "contact_persons.*.title": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "contact_persons.*.email": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "contact_persons.*.phone": {
   "nullable": true,
   "type": "string",
   "maxLength": 50
  },
  "contact_persons.*.department": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
  },
  "contact_persons.*.is_primary": {
   "type": "boolean"
  },
  "contact_persons.*.notes": {
   "nullable": true,
   "type": "string"
  },
  "tags": {},
  "notes": {
   "nullable": true,
   "type": "string",
   "maxLength": 20000
  },
  "custom_fields": {}
 },
 "POST /api/products": {
  "name": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 255
  },
  "category": {
   "nullable": true,
   "type": "string",
   "maxLength": 100
  },
  "description": {
   "nullable": true,
   "type": "string",
   "maxLength": 20000
  },
  "sku": {
   "nullable": true,
   "type": "string",
   "maxLength": 100
  },
  "our_cost": {
   "nullable": true,
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
   "maxLength": 50
  },
  "default_quantity": {
   "type": "integer",
   "minimum": 1
  },
  "active": {
   "type": "boolean"
  }
 },
 "POST /api/tickets": {
  "title": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 500
  },
  "description": {
   "nullable": true,
   "type": "string",
   "maxLength": 20000
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
   "maxLength": 100
  },
  "location": {
   "nullable": true,
   "type": "string",
   "maxLength": 255
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
  "template_id": {
   "nullable": true,
   "type": "string",
   "format": "uuid"
  },
  "template_version": {
   "nullable": true,
   "type": "integer"
  },
  "fields": {}
 },
 "POST /api/users": {
  "email": {
   "required": true,
   "type": "string",
   "maxLength": 320
  },
  "name": {
   "required": true,
   "type": "string",
   "minLength": 1,
   "maxLength": 255
  },
  "role": {
   "type": "string",
   "enum": [
    "admin",
    "manager",
    "staff",
    "reseller",
    "operator"
   ]
  }
 }
};
