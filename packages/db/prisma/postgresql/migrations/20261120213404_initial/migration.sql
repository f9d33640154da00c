-- CreateTable
CREATE TABLE "session" (
    "id" TEXT COLLATE "C" NOT NULL,
    "projectId" TEXT COLLATE "C" NOT NULL,
    "agentId" TEXT COLLATE "C" NOT NULL,
    "sessionType" TEXT COLLATE "C" NOT NULL,
    "parentId" TEXT COLLATE "C",
    "createdAt" TEXT COLLATE "C" NOT NULL,
    "status" TEXT COLLATE "C" NOT NULL,
    "state" TEXT COLLATE "C" NOT NULL,
    "activity" TEXT COLLATE "C" NOT NULL,
    "doneReason" TEXT COLLATE "C",
    "checkpointId" TEXT COLLATE "C",
    "archivedAt" TEXT COLLATE "C",
    "version" INTEGER NOT NULL,
    "lastSeq" INTEGER NOT NULL,
    "usage" TEXT COLLATE "C" NOT NULL,
    "updatedAt" TEXT COLLATE "C" NOT NULL,
    "lastActivityAt" TEXT COLLATE "C" NOT NULL,
    "empty" BOOLEAN NOT NULL,
    "activeRunId" TEXT COLLATE "C",
    "activeAttempt" INTEGER,
    "queueDepth" INTEGER NOT NULL,
    "nextDue" TEXT COLLATE "C",
    "pendingPermissions" INTEGER NOT NULL,
    "pendingQuestions" INTEGER NOT NULL,
    "inDoubtCalls" INTEGER NOT NULL,
    "openBlocks" TEXT COLLATE "C" NOT NULL,
    "compactedUptoSeq" INTEGER NOT NULL,
    "listing" TEXT COLLATE "C" NOT NULL,
    "unfinished" BOOLEAN NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session_detail" (
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "projectId" TEXT COLLATE "C" NOT NULL,
    "title" TEXT COLLATE "C",
    "titleSource" TEXT COLLATE "C" NOT NULL,
    "searchText" TEXT COLLATE "C" NOT NULL,
    "context" TEXT COLLATE "C" NOT NULL,
    "runtimeBackend" TEXT COLLATE "C" NOT NULL,
    "runtimeMetadata" TEXT COLLATE "C" NOT NULL,
    "labels" TEXT COLLATE "C" NOT NULL,
    "forkedAtSeq" INTEGER,
    "inheritedUsage" TEXT COLLATE "C" NOT NULL,
    "policy" TEXT COLLATE "C" NOT NULL,
    "limits" TEXT COLLATE "C" NOT NULL,
    "createdBy" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "session_detail_pkey" PRIMARY KEY ("sessionId")
);

-- CreateTable
CREATE TABLE "event" (
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "seq" INTEGER NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "ts" TEXT COLLATE "C" NOT NULL,
    "type" TEXT COLLATE "C" NOT NULL,
    "v" INTEGER NOT NULL,
    "runId" TEXT COLLATE "C",
    "source" TEXT COLLATE "C" NOT NULL,
    "data" TEXT COLLATE "C" NOT NULL,
    "raw" TEXT COLLATE "C",

    CONSTRAINT "event_pkey" PRIMARY KEY ("sessionId","seq")
);

-- CreateTable
CREATE TABLE "tag" (
    "projectId" TEXT COLLATE "C" NOT NULL,
    "tag" TEXT COLLATE "C" NOT NULL,
    "sessionId" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "tag_pkey" PRIMARY KEY ("projectId","tag")
);

-- CreateTable
CREATE TABLE "session_label" (
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "label" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "session_label_pkey" PRIMARY KEY ("sessionId","label")
);

-- CreateTable
CREATE TABLE "run" (
    "id" TEXT COLLATE "C" NOT NULL,
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "projectId" TEXT COLLATE "C" NOT NULL,
    "agentId" TEXT COLLATE "C" NOT NULL,
    "status" TEXT COLLATE "C" NOT NULL,
    "input" TEXT COLLATE "C" NOT NULL,
    "strategy" TEXT COLLATE "C" NOT NULL,
    "attempt" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "timeoutMs" BIGINT,
    "runAt" TEXT COLLATE "C",
    "notBefore" TEXT COLLATE "C",
    "queueOrder" DOUBLE PRECISION NOT NULL,
    "metadata" TEXT COLLATE "C" NOT NULL,
    "continues" TEXT COLLATE "C" NOT NULL,
    "createdBy" TEXT COLLATE "C" NOT NULL,
    "createdAt" TEXT COLLATE "C" NOT NULL,
    "startedAt" TEXT COLLATE "C",
    "settledAt" TEXT COLLATE "C",
    "durationMs" BIGINT,
    "usage" TEXT COLLATE "C" NOT NULL,
    "doneReason" TEXT COLLATE "C",
    "output" TEXT COLLATE "C",
    "error" TEXT COLLATE "C",
    "cancelledBy" TEXT COLLATE "C",
    "cancelReason" TEXT COLLATE "C",

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "permission" (
    "id" TEXT COLLATE "C" NOT NULL,
    "projectId" TEXT COLLATE "C" NOT NULL,
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "runId" TEXT COLLATE "C" NOT NULL,
    "agentId" TEXT COLLATE "C" NOT NULL,
    "toolCallId" TEXT COLLATE "C" NOT NULL,
    "toolId" TEXT COLLATE "C" NOT NULL,
    "operation" TEXT COLLATE "C" NOT NULL,
    "toolInput" TEXT COLLATE "C" NOT NULL,
    "title" TEXT COLLATE "C",
    "options" TEXT COLLATE "C" NOT NULL,
    "reason" TEXT COLLATE "C" NOT NULL,
    "status" TEXT COLLATE "C" NOT NULL,
    "option" TEXT COLLATE "C",
    "by" TEXT COLLATE "C",
    "message" TEXT COLLATE "C",
    "editedInput" TEXT COLLATE "C",
    "createdAt" TEXT COLLATE "C" NOT NULL,
    "expiresAt" TEXT COLLATE "C",
    "resolvedAt" TEXT COLLATE "C",

    CONSTRAINT "permission_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "question" (
    "id" TEXT COLLATE "C" NOT NULL,
    "projectId" TEXT COLLATE "C" NOT NULL,
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "runId" TEXT COLLATE "C" NOT NULL,
    "agentId" TEXT COLLATE "C" NOT NULL,
    "prompt" TEXT COLLATE "C" NOT NULL,
    "schema" TEXT COLLATE "C" NOT NULL,
    "status" TEXT COLLATE "C" NOT NULL,
    "answer" TEXT COLLATE "C",
    "by" TEXT COLLATE "C",
    "createdAt" TEXT COLLATE "C" NOT NULL,
    "expiresAt" TEXT COLLATE "C",
    "resolvedAt" TEXT COLLATE "C",

    CONSTRAINT "question_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tool_call" (
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "toolCallId" TEXT COLLATE "C" NOT NULL,
    "projectId" TEXT COLLATE "C" NOT NULL,
    "runId" TEXT COLLATE "C" NOT NULL,
    "attempt" INTEGER NOT NULL,
    "toolId" TEXT COLLATE "C" NOT NULL,
    "operation" TEXT COLLATE "C" NOT NULL,
    "toolInput" TEXT COLLATE "C" NOT NULL,
    "effect" TEXT COLLATE "C" NOT NULL,
    "title" TEXT COLLATE "C",
    "status" TEXT COLLATE "C" NOT NULL,
    "result" TEXT COLLATE "C",
    "error" TEXT COLLATE "C",
    "happened" TEXT COLLATE "C",
    "seq" INTEGER NOT NULL,
    "createdAt" TEXT COLLATE "C" NOT NULL,
    "settledAt" TEXT COLLATE "C",

    CONSTRAINT "tool_call_pkey" PRIMARY KEY ("sessionId","toolCallId")
);

-- CreateTable
CREATE TABLE "checkpoint" (
    "id" TEXT COLLATE "C" NOT NULL,
    "projectId" TEXT COLLATE "C" NOT NULL,
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "runId" TEXT COLLATE "C",
    "label" TEXT COLLATE "C",
    "data" TEXT COLLATE "C" NOT NULL,
    "size" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "createdAt" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "checkpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "step" (
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "runId" TEXT COLLATE "C" NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "projectId" TEXT COLLATE "C" NOT NULL,
    "result" TEXT COLLATE "C" NOT NULL,
    "attempt" INTEGER NOT NULL,

    CONSTRAINT "step_pkey" PRIMARY KEY ("sessionId","runId","key")
);

-- CreateTable
CREATE TABLE "rule" (
    "id" TEXT COLLATE "C" NOT NULL,
    "projectId" TEXT COLLATE "C" NOT NULL,
    "scope" TEXT COLLATE "C" NOT NULL,
    "sessionId" TEXT COLLATE "C",
    "agentId" TEXT COLLATE "C",
    "toolId" TEXT COLLATE "C" NOT NULL,
    "operation" TEXT COLLATE "C" NOT NULL,
    "input" TEXT COLLATE "C",
    "decision" TEXT COLLATE "C" NOT NULL,
    "expiresAt" TEXT COLLATE "C",
    "createdBy" TEXT COLLATE "C" NOT NULL,
    "createdAt" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent" (
    "projectId" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "runner" TEXT COLLATE "C" NOT NULL,
    "settings" TEXT COLLATE "C" NOT NULL,
    "policy" TEXT COLLATE "C" NOT NULL,
    "limits" TEXT COLLATE "C" NOT NULL,
    "createdAt" TEXT COLLATE "C" NOT NULL,
    "updatedAt" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "agent_pkey" PRIMARY KEY ("projectId","id")
);

-- CreateIndex
CREATE INDEX "session_list" ON "session"("projectId", "listing", "lastActivityAt", "id", "agentId", "status", "state", "activity", "sessionType", "createdAt", "unfinished");

-- CreateIndex
CREATE INDEX "session_parent" ON "session"("parentId");

-- CreateIndex
CREATE INDEX "session_detail_search" ON "session_detail"("projectId", "searchText", "sessionId");

-- CreateIndex
CREATE INDEX "tag_session" ON "tag"("sessionId");

-- CreateIndex
CREATE INDEX "session_label_label" ON "session_label"("label", "sessionId");

-- CreateIndex
CREATE INDEX "run_list" ON "run"("sessionId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "run_queue" ON "run"("sessionId", "status", "queueOrder");

-- CreateIndex
CREATE INDEX "permission_inbox" ON "permission"("projectId", "status", "createdAt", "id");

-- CreateIndex
CREATE INDEX "permission_list" ON "permission"("projectId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "permission_session" ON "permission"("sessionId", "status", "createdAt", "id");

-- CreateIndex
CREATE INDEX "question_inbox" ON "question"("projectId", "status", "createdAt", "id");

-- CreateIndex
CREATE INDEX "question_list" ON "question"("projectId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "question_session" ON "question"("sessionId", "status", "createdAt", "id");

-- CreateIndex
CREATE INDEX "tool_call_id" ON "tool_call"("projectId", "toolCallId");

-- CreateIndex
CREATE INDEX "tool_call_status" ON "tool_call"("sessionId", "status", "seq");

-- CreateIndex
CREATE INDEX "checkpoint_list" ON "checkpoint"("sessionId", "seq", "id");

-- CreateIndex
CREATE INDEX "rule_scope" ON "rule"("projectId", "scope");

-- CreateIndex
CREATE INDEX "rule_session" ON "rule"("sessionId");

-- AddForeignKey
ALTER TABLE "session_detail" ADD CONSTRAINT "session_detail_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "event" ADD CONSTRAINT "event_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "tag" ADD CONSTRAINT "tag_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "session_label" ADD CONSTRAINT "session_label_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "permission" ADD CONSTRAINT "permission_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "question" ADD CONSTRAINT "question_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "tool_call" ADD CONSTRAINT "tool_call_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "checkpoint" ADD CONSTRAINT "checkpoint_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "step" ADD CONSTRAINT "step_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
