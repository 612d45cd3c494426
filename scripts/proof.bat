@echo off
rem Opens the page on which drafts are proofed; for a double click in Windows.
chcp 65001 >nul
cd /d "%~dp0.."
set python=python
where py >nul 2>nul && set python=py
%python% scripts\kb.py serve --proof --port 0
if errorlevel 1 pause
