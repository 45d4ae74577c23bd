-- The LoRA that styles wear, and that takes were painted with: JSON lists of LoraUse.
ALTER TABLE styles ADD COLUMN loras TEXT NOT NULL DEFAULT '[]';
ALTER TABLE takes ADD COLUMN loras TEXT NOT NULL DEFAULT '[]';
