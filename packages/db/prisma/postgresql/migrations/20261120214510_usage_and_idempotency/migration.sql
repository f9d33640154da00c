-- CreateTable
CREATE TABLE "usage_entry" (
    "projectId" TEXT COLLATE "C" NOT NULL,
    "eventId" TEXT COLLATE "C" NOT NULL,
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "agentId" TEXT COLLATE "C" NOT NULL,
    "runId" TEXT COLLATE "C",
    "model" TEXT COLLATE "C" NOT NULL,
    "at" TEXT COLLATE "C" NOT NULL,
    "day" TEXT COLLATE "C" NOT NULL,
    "inputTokens" BIGINT NOT NULL,
    "outputTokens" BIGINT NOT NULL,
    "cacheReadTokens" BIGINT NOT NULL,
    "cacheWriteTokens" BIGINT NOT NULL,
    "reasoningTokens" BIGINT NOT NULL,
    "costMicros" BIGINT NOT NULL,

    CONSTRAINT "usage_entry_pkey" PRIMARY KEY ("projectId","eventId")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "projectId" TEXT COLLATE "C" NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "operation" TEXT COLLATE "C" NOT NULL,
    "inputHash" TEXT COLLATE "C" NOT NULL,
    "seedId" TEXT COLLATE "C" NOT NULL,
    "createdAt" TEXT COLLATE "C" NOT NULL,
    "answer" TEXT COLLATE "C",

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("projectId","key")
);

-- CreateIndex
CREATE INDEX "usage_entry_time" ON "usage_entry"("projectId", "at");

-- CreateIndex
CREATE INDEX "usage_entry_session" ON "usage_entry"("projectId", "sessionId");

-- CreateIndex
CREATE INDEX "idempotency_key_age" ON "idempotency_key"("createdAt");
