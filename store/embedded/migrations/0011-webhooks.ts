/**
 * Who is told of what, and what is still to be told. The triggers write a delivery in the transaction of what it
 * tells of: neither a crash nor a path through the code can lose one, and nothing is told that did not happen.
 * Documents of a collection that is removed are told of together.
 */
export const webhooks = `
CREATE TABLE webhooks (
  id         TEXT PRIMARY KEY,
  url        TEXT NOT NULL,
  events     TEXT NOT NULL,
  secret     TEXT NOT NULL,
  created_at TEXT NOT NULL
);

CREATE TABLE webhook_deliveries (
  key        INTEGER PRIMARY KEY AUTOINCREMENT,
  webhook    TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  event      TEXT NOT NULL,
  data       TEXT NOT NULL,
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  tries      INTEGER NOT NULL DEFAULT 0,
  -- Unix time in milliseconds; NULL: given up.
  next_ms    INTEGER DEFAULT 0,
  last_error TEXT
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_ms);
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook);

CREATE TRIGGER webhook_job_ended AFTER UPDATE OF state ON jobs
WHEN NEW.state IN ('done', 'failed', 'cancelled') AND OLD.state NOT IN ('done', 'failed', 'cancelled')
BEGIN
  INSERT INTO webhook_deliveries (webhook, event, data)
  SELECT webhooks.id, value, json_object('job_id', NEW.id, 'kind', NEW.kind, 'state', NEW.state,
    'done', NEW.done, 'failed', NEW.failed, 'total', NEW.total)
  FROM webhooks, json_each(webhooks.events) WHERE value = 'job.ended';
END;

CREATE TRIGGER webhook_document_withdrawn AFTER UPDATE OF withdrawn_at ON documents
WHEN NEW.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS NULL
BEGIN
  INSERT INTO webhook_deliveries (webhook, event, data)
  SELECT webhooks.id, value, json_object('collection', collections.id, 'document_id', NEW.id)
  FROM webhooks, json_each(webhooks.events), collections
  WHERE value = 'document.withdrawn' AND collections.key = NEW.collection;
END;

CREATE TRIGGER webhook_document_deleted AFTER DELETE ON documents
BEGIN
  INSERT INTO webhook_deliveries (webhook, event, data)
  SELECT webhooks.id, value, json_object('collection', collections.id, 'document_id', OLD.id)
  FROM webhooks, json_each(webhooks.events), collections
  WHERE value = 'document.deleted' AND collections.key = OLD.collection;
END;

CREATE TRIGGER webhook_collection_deleted AFTER DELETE ON collections
BEGIN
  INSERT INTO webhook_deliveries (webhook, event, data)
  SELECT webhooks.id, value, json_object('collection', OLD.id)
  FROM webhooks, json_each(webhooks.events) WHERE value = 'collection.deleted';
END;
`
