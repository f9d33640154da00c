-- CreateTable
CREATE TABLE "usage_entry" (
    "projectId" TEXT NOT NULL,
    "eventId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "agentId" TEXT NOT NULL,
    "runId" TEXT,
    "model" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "inputTokens" BIGINT NOT NULL,
    "outputTokens" BIGINT NOT NULL,
    "cacheReadTokens" BIGINT NOT NULL,
    "cacheWriteTokens" BIGINT NOT NULL,
    "reasoningTokens" BIGINT NOT NULL,
    "costMicros" BIGINT NOT NULL,

    PRIMARY KEY ("projectId", "eventId")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "projectId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "inputHash" TEXT NOT NULL,
    "seedId" TEXT NOT NULL,
    "createdAt" TEXT NOT NULL,
    "answer" TEXT,

    PRIMARY KEY ("projectId", "key")
);

-- CreateIndex
CREATE INDEX "usage_entry_time" ON "usage_entry"("projectId", "at");

-- CreateIndex
CREATE INDEX "usage_entry_session" ON "usage_entry"("projectId", "sessionId");

-- CreateIndex
CREATE INDEX "idempotency_key_age" ON "idempotency_key"("createdAt");
