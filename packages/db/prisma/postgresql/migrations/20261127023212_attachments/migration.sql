-- CreateTable
CREATE TABLE "attachment" (
    "projectId" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "size" INTEGER NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "attachment_pkey" PRIMARY KEY ("projectId","id")
);

-- CreateTable
CREATE TABLE "session_attachment" (
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "attachmentId" TEXT COLLATE "C" NOT NULL,
    "projectId" TEXT COLLATE "C" NOT NULL,
    "seq" INTEGER,
    "createdAt" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "session_attachment_pkey" PRIMARY KEY ("sessionId","attachmentId")
);

-- CreateIndex
CREATE INDEX "session_attachment_content" ON "session_attachment"("projectId", "attachmentId");

-- AddForeignKey
ALTER TABLE "session_attachment" ADD CONSTRAINT "session_attachment_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "session_attachment" ADD CONSTRAINT "session_attachment_projectId_attachmentId_fkey" FOREIGN KEY ("projectId", "attachmentId") REFERENCES "attachment"("projectId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;
