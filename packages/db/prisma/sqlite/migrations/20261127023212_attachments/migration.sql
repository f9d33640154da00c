-- CreateTable
CREATE TABLE "attachment" (
    "projectId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "data" BLOB NOT NULL,

    PRIMARY KEY ("projectId", "id")
);

-- CreateTable
CREATE TABLE "session_attachment" (
    "sessionId" TEXT NOT NULL,
    "attachmentId" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "seq" INTEGER,
    "createdAt" TEXT NOT NULL,

    PRIMARY KEY ("sessionId", "attachmentId"),
    CONSTRAINT "session_attachment_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session" ("id") ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT "session_attachment_projectId_attachmentId_fkey" FOREIGN KEY ("projectId", "attachmentId") REFERENCES "attachment" ("projectId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

-- CreateIndex
CREATE INDEX "session_attachment_content" ON "session_attachment"("projectId", "attachmentId");
