// The same three endpoints as an ordinary Express application: a pool, BEGIN, the session check, the query, COMMIT.
// Usage: node server.js PORT, with DATABASE_URL in the environment. PREPARED=1 names the statements, so that PostgreSQL
// parses and plans each only once per connection.

import { createHash, randomUUID } from "node:crypto";
import cookieParser from "cookie-parser";
import express from "express";
import helmet from "helmet";
import pg from "pg";

pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, String);

const PRINCIPAL_SECONDS = 60;
const PREPARED = process.env.PREPARED === "1";
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

const COLUMNS = `t.id, t.number, t.title, t.description, t.status, t.priority, t.category, t.location, t.contact_id,
  t.assigned_user_id, t.scheduled_date, t.scheduled_start, t.scheduled_end, t.template_id, t.template_version, t.fields,
  t.created_by, t.closed_at, t.created_at, t.updated_at, t.version, t.double_booking, t.first_responded_at, t.resolved_at,
  t.first_response_due_at, t.resolution_due_at, t.due_at, t.due_soon_at, t.series_id, t.series_occurrence,
  CASE WHEN t.status IN ('Resolved', 'Closed') THEN
      CASE WHEN t.first_responded_at > t.first_response_due_at OR t.resolved_at > t.resolution_due_at THEN 'missed'
        WHEN coalesce(t.first_response_due_at, t.resolution_due_at) IS NOT NULL THEN 'met' END
    WHEN t.due_at < now() THEN 'overdue' WHEN t.due_soon_at <= now() THEN 'soon' WHEN t.due_at IS NOT NULL THEN 'ok'
    WHEN t.status = 'Waiting' AND t.resolution_due_at IS NOT NULL THEN 'paused' END AS due_state,
  c.name AS contact_name, u.name AS assigned_user_name`;
const JOINS = `LEFT JOIN contacts c ON c.organisation_id = t.organisation_id AND c.id = t.contact_id
  LEFT JOIN users u ON u.organisation_id = t.organisation_id AND u.id = t.assigned_user_id`;

const SQL = {
  principal: "SELECT user_id, organisation_id, role FROM auth.principal($1)",
  enter: "SELECT auth.enter($1, $2, $3, $4, $5)",
  get: `SELECT ${COLUMNS} FROM tickets t ${JOINS} WHERE t.organisation_id = $1 AND t.id = $2 AND t.deleted_at IS NULL`,
  list: `SELECT ${COLUMNS} FROM tickets t ${JOINS} WHERE t.organisation_id = $1 AND t.deleted_at IS NULL
    ORDER BY t.created_at DESC, t.id DESC LIMIT $2`,
  create: `WITH t AS (
      INSERT INTO tickets (organisation_id, title, description, priority, category, contact_id)
      VALUES ($1, $2, $3, $4, $5, $6) RETURNING *)
    SELECT ${COLUMNS} FROM t ${JOINS}`,
};

function query(client, name, values) {
  return client.query(PREPARED ? { name, text: SQL[name], values } : { text: SQL[name], values });
}

const principals = new Map();

async function principalOf(tokenHash) {
  const key = tokenHash.toString("base64");
  const known = principals.get(key);
  if (known && known.until > Date.now()) {
    return known.principal;
  }
  const { rows } = await query(pool, "principal", [tokenHash]);
  if (rows.length > 0) {
    principals.set(key, { principal: rows[0], until: Date.now() + PRINCIPAL_SECONDS * 1000 });
  }
  return rows[0];
}

async function authenticate(request, response, next) {
  const token = request.cookies.worktrackr;
  if (!token) {
    return response.status(401).json({ error: "unauthenticated" });
  }
  request.tokenHash = createHash("sha256").update(token).digest();
  request.principal = await principalOf(request.tokenHash);
  if (!request.principal) {
    return response.status(401).json({ error: "unauthenticated" });
  }
  next();
}

async function transaction(request, work) {
  const { user_id, organisation_id, role } = request.principal;
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await query(client, "enter", [request.tokenHash, user_id, role, organisation_id, randomUUID()]);
    const result = await work(client, organisation_id);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

const app = express();
app.use(helmet());
app.use(express.json());
app.use(cookieParser());
app.use("/api", authenticate);

app.get("/api/tickets/:id", async (request, response) => {
  const { rows } = await transaction(request, (client, organisation) =>
    query(client, "get", [organisation, request.params.id]),
  );
  if (rows.length === 0) {
    return response.status(404).json({ error: "not found" });
  }
  response.json(rows[0]);
});

app.get("/api/tickets", async (request, response) => {
  const limit = Math.min(Number(request.query.limit ?? 50), 100);
  const { rows } = await transaction(request, (client, organisation) =>
    query(client, "list", [organisation, limit + 1]),
  );
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const cursor = rows.length > limit ? Buffer.from(JSON.stringify([last.created_at, last.id])).toString("base64url") : null;
  response.json({ items, next_cursor: cursor });
});

app.post("/api/tickets", async (request, response) => {
  const { title, description = null, priority = "Medium", category = null, contact_id = null } = request.body ?? {};
  if (typeof title !== "string" || title.length < 1 || title.length > 200) {
    return response.status(422).json({ error: "title" });
  }
  const { rows } = await transaction(request, (client, organisation) =>
    query(client, "create", [organisation, title, description, priority, category, contact_id]),
  );
  response.status(201).location(`/api/tickets/${rows[0].id}`).json(rows[0]);
});

app.listen(Number(process.argv[2]), "127.0.0.1");
