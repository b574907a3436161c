/** What is due is looked for receiver by receiver, however much waits for one of them. */
export const webhookLanes = `
DROP INDEX webhook_deliveries_by_webhook;
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook, next_ms);
`
