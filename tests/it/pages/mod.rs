//! The pages, as a browser without scripts meets them.

mod archive;
mod browser;
mod entering;
mod forms;
mod heads;
mod list;
mod live;
mod overviews;
mod people;
mod processes;
mod safety;
mod workshop;
