-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "projectId" TEXT NOT NULL,
    "agentId" TEXT NOT NULL,
    "sessionType" TEXT NOT NULL,
    "parentId" TEXT,
    "createdAt" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "activity" TEXT NOT NULL,
    "doneReason" TEXT,
    "checkpointId" TEXT,
    "archivedAt" TEXT,
    "version" INTEGER NOT NULL,
    "lastSeq" INTEGER NOT NULL,
    "usage" TEXT NOT NULL,
    "updatedAt" TEXT NOT NULL,
    "lastActivityAt" TEXT NOT NULL,
    "empty" BOOLEAN NOT NULL,
    "activeRunId" TEXT,
    "activeAttempt" INTEGER,
    "queueDepth" INTEGER NOT NULL,
    "nextDue" TEXT,
    "pendingPermissions" INTEGER NOT NULL,
    "pendingQuestions" INTEGER NOT NULL,
    "inDoubtCalls" INTEGER NOT NULL,
    "openBlocks" TEXT NOT NULL,
    "compactedUptoSeq" INTEGER NOT NULL,
    "listing" TEXT NOT NULL,
    "unfinished" BOOLEAN NOT NULL
);

-- CreateTable
CREATE TABLE "session_detail" (
    "sessionId" TEXT NOT NULL PRIMARY KEY,
    "projectId" TEXT NOT NULL,
    "title" TEXT,
    "titleSource" TEXT NOT NULL,
    "searchText" TEXT NOT NULL,
    "context" TEXT NOT NULL,
    "runtimeBackend" TEXT NOT NULL,
    "runtimeMetadata" TEXT NOT NULL,
    "labels" TEXT NOT NULL,
    "forkedAtSeq" INTEGER,
    "inheritedUsage" TEXT NOT NULL,
    "policy" TEXT NOT NULL,
    "limits" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    CONSTRAINT "session_detail_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
);

-- CreateTable
CREATE TABLE "event" (
    "sessionId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "ts" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "v" INTEGER NOT NULL,
    "runId" TEXT,
    "source" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "raw" TEXT,

    PRIMARY KEY ("sessionId", "seq"),
    CONSTRAINT "event_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
);

-- CreateTable
CREATE TABLE "tag" (
    "projectId" TEXT NOT NULL,
    "tag" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,

    PRIMARY KEY ("projectId", "tag"),
    CONSTRAINT "tag_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
);

-- CreateTable
CREATE TABLE "session_label" (
    "sessionId" TEXT NOT NULL,
    "label" TEXT NOT NULL,

    PRIMARY KEY ("sessionId", "label"),
    CONSTRAINT "session_label_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
);

-- CreateTable
CREATE TABLE "run" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "sessionId" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "agentId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "input" TEXT NOT NULL,
    "strategy" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "timeoutMs" BIGINT,
    "runAt" TEXT,
    "notBefore" TEXT,
    "queueOrder" REAL NOT NULL,
    "metadata" TEXT NOT NULL,
    "continues" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TEXT NOT NULL,
    "startedAt" TEXT,
    "settledAt" TEXT,
    "durationMs" BIGINT,
    "usage" TEXT NOT NULL,
    "doneReason" TEXT,
    "output" TEXT,
    "error" TEXT,
    "cancelledBy" TEXT,
    "cancelReason" TEXT,
    CONSTRAINT "run_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
);

-- CreateTable
CREATE TABLE "permission" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "projectId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "agentId" TEXT NOT NULL,
    "toolCallId" TEXT NOT NULL,
    "toolId" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "toolInput" TEXT NOT NULL,
    "title" TEXT,
    "options" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "option" TEXT,
    "by" TEXT,
    "message" TEXT,
    "editedInput" TEXT,
    "createdAt" TEXT NOT NULL,
    "expiresAt" TEXT,
    "resolvedAt" TEXT,
    CONSTRAINT "permission_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
);

-- CreateTable
CREATE TABLE "question" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "projectId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "agentId" TEXT NOT NULL,
    "prompt" TEXT NOT NULL,
    "schema" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "answer" TEXT,
    "by" TEXT,
    "createdAt" TEXT NOT NULL,
    "expiresAt" TEXT,
    "resolvedAt" TEXT,
    CONSTRAINT "question_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
);

-- CreateTable
CREATE TABLE "tool_call" (
    "sessionId" TEXT NOT NULL,
    "toolCallId" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "toolId" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "toolInput" TEXT NOT NULL,
    "effect" TEXT NOT NULL,
    "title" TEXT,
    "status" TEXT NOT NULL,
    "result" TEXT,
    "error" TEXT,
    "happened" TEXT,
    "seq" INTEGER NOT NULL,
    "createdAt" TEXT NOT NULL,
    "settledAt" TEXT,

    PRIMARY KEY ("sessionId", "toolCallId"),
    CONSTRAINT "tool_call_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
);

-- CreateTable
CREATE TABLE "checkpoint" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "projectId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "runId" TEXT,
    "label" TEXT,
    "data" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "createdAt" TEXT NOT NULL,
    CONSTRAINT "checkpoint_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
);

-- CreateTable
CREATE TABLE "step" (
    "sessionId" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,

    PRIMARY KEY ("sessionId", "runId", "key"),
    CONSTRAINT "step_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
);

-- CreateTable
CREATE TABLE "rule" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "projectId" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "sessionId" TEXT,
    "agentId" TEXT,
    "toolId" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "input" TEXT,
    "decision" TEXT NOT NULL,
    "expiresAt" TEXT,
    "createdBy" TEXT NOT NULL,
    "createdAt" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "agent" (
    "projectId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "runner" TEXT NOT NULL,
    "settings" TEXT NOT NULL,
    "policy" TEXT NOT NULL,
    "limits" TEXT NOT NULL,
    "createdAt" TEXT NOT NULL,
    "updatedAt" TEXT NOT NULL,

    PRIMARY KEY ("projectId", "id")
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
